import type { QuoteView } from '@jishi/contracts/order/order.schema'
import type { ReceiptRule } from '@jishi/contracts/pricing/pricing.schema'
import { describe, expect, it } from 'vitest'
import { changesBetween } from './quote-changes'

const rule = (code: string, label: string, amountFen: number): ReceiptRule => ({
  stage: 'promotion',
  code,
  label,
  applied: true,
  reason: null,
  refusal: null,
  amountFen,
  shares: [],
})
const priced = (unitFen: number, rules: ReceiptRule[], freightFen = 0): QuoteView => {
  const promotionFen = rules.reduce((sum, { amountFen }) => sum + amountFen, 0)
  return {
    lines: [{ skuId: 'a', title: '苹果', role: 'main', unitFen }],
    rules,
    totals: {
      listFen: unitFen,
      unitDiscountFen: 0,
      promotionFen,
      couponFen: 0,
      pointsFen: 0,
      adjustFen: 0,
      freightFen,
    },
  } as unknown as QuoteView
}

describe('what changed between two prices', () => {
  it('names the goods whose price moved, rules that went and came, and the freight', () => {
    const old = priced(2990, [rule('offer.a', '满 20 减 5', 500)])
    const now = priced(3990, [rule('offer.b', '满 30 减 6', 600)], 800)
    expect(changesBetween(old, now)).toEqual([
      '苹果：¥29.90 → ¥39.90',
      '满 20 减 5 不再适用（原 −¥5.00）',
      '新增 满 30 减 6 −¥6.00',
      '运费：¥0.00 → ¥8.00',
    ])
  })

  it('says nothing where nothing moved', () => {
    expect(changesBetween(priced(2990, []), priced(2990, []))).toEqual([])
  })
})
