import { MAX_SECRET_LENGTH, type SecretFlawCode } from '@jishi/contracts/inventory/inventory.terms'

export interface RowFlaw {
  /** Counted from 1, as whoever pasted the list counts. */
  readonly row: number
  readonly code: SecretFlawCode
}

export interface SecretText {
  readonly row: number
  readonly text: string
}

export interface CheckedRows {
  readonly rows: readonly SecretText[]
  readonly flaws: readonly RowFlaw[]
}

/** What can be said of pasted codes without knowing any other: the first of several equal ones is the good one. */
export function checkedRows(given: readonly string[]): CheckedRows {
  const seen = new Set<string>()
  const rows: SecretText[] = []
  const flaws: RowFlaw[] = []
  given.forEach((pasted, index) => {
    const text = pasted.normalize('NFKC').trim()
    const code = flawOf(text, seen)
    if (code === undefined) rows.push({ row: index + 1, text })
    else flaws.push({ row: index + 1, code })
    seen.add(text)
  })
  return { rows, flaws }
}

function flawOf(text: string, seen: ReadonlySet<string>): SecretFlawCode | undefined {
  if (text === '') return 'EMPTY'
  if (text.length > MAX_SECRET_LENGTH) return 'TOO_LONG'
  return seen.has(text) ? 'DUPLICATE' : undefined
}
