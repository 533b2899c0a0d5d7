import type { Flaw } from './matrix-flaws.js'
import { isLimited, meet, type DeclaredPrice } from './price-spans.js'

/** One declared price with the group it belongs to. */
export interface DeclaredRow extends DeclaredPrice {
  readonly skuId: string
  readonly list: string
  readonly minQty: number
}

export const groupOf = ({ skuId, list, minQty }: Pick<DeclaredRow, 'skuId' | 'list' | 'minQty'>): string =>
  `${skuId} ${list} ${minQty}`

export const grouped = <Row extends Pick<DeclaredRow, 'skuId' | 'list' | 'minQty'>>(
  rows: readonly Row[],
): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groupOf(row)
    const there = groups.get(group)
    if (there === undefined) groups.set(group, [row])
    else there.push(row)
  }
  return groups
}

/** Rows that cannot be what somebody meant, each with its field; empty when there are none. */
export const rowFlaws = (rows: readonly DeclaredRow[], skuIds: ReadonlySet<string>, now: number): Flaw[] =>
  rows.flatMap(({ skuId, from, until }, index): Flaw[] => [
    ...(skuIds.has(skuId) ? [] : [{ path: `rows.${index}.skuId`, message: 'this SKU is not of the product' }]),
    ...(until !== null && from !== null && until <= from
      ? [{ path: `rows.${index}.until`, message: 'it ends before it begins' }]
      : []),
    ...(until !== null && until <= now ? [{ path: `rows.${index}.until`, message: 'it is over already' }] : []),
  ])

/** Places of rows that hold at the same time as an earlier one of their kind: two that stand, or two for some days. */
export function overlapping(rows: readonly DeclaredRow[]): number[] {
  const places = rows.map((row, place) => ({ ...row, place }))
  return [...grouped(places).values()]
    .flatMap((group) =>
      group.filter((row, at) =>
        group.slice(0, at).some((earlier) => isLimited(earlier) === isLimited(row) && meet(earlier, row)),
      ),
    )
    .map(({ place }) => place)
    .sort((left, right) => left - right)
}
