import type { Receipt } from './receipt.js'

/**
 * A receipt as one stable text: equal prices give equal texts. Words for people (labels, reasons) are left
 * out, so that rewording a rule never tells a shopper that the price has changed.
 */
export function canonical(receipt: Receipt): string {
  const { engineVersion, deliverable, totals } = receipt
  const lines = receipt.lines.map((line) => [
    line.skuId,
    line.qty,
    line.role,
    line.giftOfSkuId,
    line.giftValueFen,
    line.unitFen,
    line.listFen,
    line.unitDiscountFen,
    line.promotionFen,
    line.couponFen,
    line.pointsFen,
    line.pointsUsed,
    line.adjustFen,
    line.freightFen,
    line.payableFen,
  ])
  // What took nothing off is no part of it either: a promotion that begins beside an order changes no price of it.
  const rules = receipt.rules
    .filter(({ applied }) => applied)
    .map(({ stage, code, amountFen, shares }) => [
      stage,
      code,
      amountFen,
      shares.map((share) => [share.skuId, share.amountFen]),
    ])
  return JSON.stringify([engineVersion, deliverable, totals.payableFen, lines, rules])
}
