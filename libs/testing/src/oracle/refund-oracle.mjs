/**
 * Money of a line by the piece, written again without the program's own `allocate`: with equal weights every remainder is the
 * same, so what is missing after rounding down goes one fen each to the pieces in their order.
 */
export function pieceAmounts({ qty, goodsPaidFen }) {
  const base = Math.floor(goodsPaidFen / qty)
  const extra = goodsPaidFen - base * qty
  return Array.from({ length: qty }, (_, place) => base + (place < extra ? 1 : 0))
}

/**
 * An amount shared by weights, written again: whole fen by cross multiplication, what is missing one by one to whoever was cut
 * most, the earlier first.
 */
export function shareOfEach(amountFen, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = weights.map((weight) => Math.floor((amountFen * weight) / whole))
  const cut = weights.map((weight, place) => amountFen * weight - shares[place] * whole)
  for (let missing = amountFen - shares.reduce((sum, share) => sum + share, 0); missing > 0; missing -= 1) {
    const most = cut.indexOf(Math.max(...cut))
    shares[most] += 1
    cut[most] = -1
  }
  return shares
}
