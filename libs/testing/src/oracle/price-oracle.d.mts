/** What a cart costs by the oracle: facts as plain numbers in the shape of the engine's, answers as plain lists. */
export interface OracleAnswer {
  deliverable: boolean
  /** Code and fen of every promotion, coupon, points, adjustment and minimum that applied; a shipping coupon is negative. */
  rules: [string, number][]
  /** SKU, pieces, and the bought line it goes with. */
  gifts: [string, number, string][]
  /** SKU, list, unit discount, promotion, coupon, points, adjustment, goods paid, freight, payable, points used. */
  lines: [string, ...number[]][]
}
export declare const oracle: (facts: unknown) => OracleAnswer
export declare const split: (total: bigint, weights: readonly bigint[]) => bigint[]
/** The receipt of the engine in the oracle's words. */
export declare const inWordsOfOracle: (receipt: unknown) => OracleAnswer
