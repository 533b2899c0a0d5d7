/**
 * Money of a line by the piece, written again without the program's own `allocate`: with equal weights every remainder is the
 * same, so what is missing after rounding down goes one fen each to the pieces in their order.
 */
export function pieceAmounts({ qty, goodsPaidFen }) {
  const base = Math.floor(goodsPaidFen / qty)
  const extra = goodsPaidFen - base * qty
  return Array.from({ length: qty }, (_, place) => base + (place < extra ? 1 : 0))
}
