/** How long a price holds, in milliseconds: from (inclusive) to until (exclusive); null = without beginning or end. */
export interface Span {
  readonly from: number | null
  readonly until: number | null
}

/** A price of one SKU, list and quantity as an operator declares it: with both its days it is one for some days. */
export interface DeclaredPrice extends Span {
  readonly priceFen: number
}

/** A price as it is kept: of all of one group exactly one holds at a time. */
export interface KeptPrice extends DeclaredPrice {
  readonly limited: boolean
}

export const isLimited = ({ from, until }: Span): boolean => from !== null && until !== null

const start = ({ from }: Span): number => from ?? -Infinity
const end = ({ until }: Span): number => until ?? Infinity
const byStart = (left: Span, right: Span): number => start(left) - start(right)
export const meet = (left: Span, right: Span): boolean => start(left) < end(right) && start(right) < end(left)

/** What is left of a span outside another. */
const outside = <S extends Span>(span: S, hole: Span): S[] => {
  if (!meet(span, hole)) return [span]
  return [
    ...(start(span) < start(hole) ? [{ ...span, until: hole.from }] : []),
    ...(end(hole) < end(span) ? [{ ...span, from: hole.until }] : []),
  ]
}

/** Prices that stand give way to those for some days, which is how they are kept. */
export function kept(declared: readonly DeclaredPrice[]): KeptPrice[] {
  const limited = declared.filter(isLimited)
  const standing = declared
    .filter((price) => !isLimited(price))
    .flatMap((price) => limited.reduce((pieces, days) => pieces.flatMap((piece) => outside(piece, days)), [price]))
  return [
    ...standing.map((price) => ({ ...price, limited: false })),
    ...limited.map((price) => ({ ...price, limited: true })),
  ].sort(byStart)
}

const isCovered = (gap: { readonly from: number; readonly until: number }, limited: readonly Span[]): boolean => {
  let reached = gap.from
  for (const days of limited) if (start(days) <= reached) reached = Math.max(reached, end(days))
  return reached >= gap.until
}

/** The way back: pieces of one price that stands, cut only by prices for some days, are one again. */
export function declared(rows: readonly KeptPrice[]): DeclaredPrice[] {
  const limited = rows.filter((row) => row.limited).sort(byStart)
  const standing: DeclaredPrice[] = []
  for (const { limited: _declared, ...piece } of rows.filter((row) => !row.limited).sort(byStart)) {
    const last = standing.at(-1)
    const together =
      last?.priceFen === piece.priceFen && isCovered({ from: end(last), until: start(piece) }, limited) && last
    if (together) standing[standing.length - 1] = { ...last, until: piece.until }
    else standing.push(piece)
  }
  return [...standing, ...limited.map(({ limited: _declared, ...days }) => days)]
}

/** What of it still matters at a moment: what is over is left out, and what stands already has no beginning any more. */
export const stillDeclared = (prices: readonly DeclaredPrice[], now: number): DeclaredPrice[] =>
  prices
    .filter((price) => end(price) > now)
    .map((price) => (isLimited(price) || start(price) > now ? price : { ...price, from: null }))

/** Whether some price holds at every moment from now on. */
export function holdsAlways(prices: readonly Span[], now: number): boolean {
  let reached = now
  for (const price of [...prices].sort(byStart)) if (start(price) <= reached) reached = Math.max(reached, end(price))
  return reached === Infinity
}
