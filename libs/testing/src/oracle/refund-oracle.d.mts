export interface OracleLine {
  readonly qty: number
  readonly goodsPaidFen: number
}
/** What each piece of a line gives back, the first piece first: plain long division with the remainder on the first pieces. */
export function pieceAmounts(line: OracleLine): number[]
/** An amount shared by weights of which one at least is above zero: largest remainders first, the earlier of equal ones. */
export function shareOfEach(amountFen: number, weights: readonly number[]): number[]
