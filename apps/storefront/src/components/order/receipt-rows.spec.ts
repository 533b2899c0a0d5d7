import type { ReceiptRule, ReceiptTotals } from '@jishi/contracts/pricing/pricing.schema'
import { describe, expect, it } from 'vitest'
import { chooseLocale } from '@/copy'
import { receiptRows, refusedRows, ruleName, savedFen, signedYuan } from './receipt-rows'

const totals: ReceiptTotals = {
  listFen: 12960,
  unitDiscountFen: 0,
  promotionFen: 2000,
  couponFen: 800,
  pointsFen: 0,
  adjustFen: 0,
  goodsPaidFen: 10160,
  freightFen: 0,
  payableFen: 10160,
  qty: 4,
}
const rule = (change: Partial<ReceiptRule>): ReceiptRule => ({
  stage: 'promotion',
  code: 'p',
  label: '满 99 减 20',
  applied: true,
  reason: null,
  refusal: null,
  amountFen: 2000,
  shares: [],
  ...change,
})
const lines = [
  { skuId: 'a', title: '苹果', unitFen: 2_990 },
  { skuId: 'b', title: '可颂', unitFen: 3_990 },
]

describe('receipt rows', () => {
  it('add up to what is paid and tell each line its share', () => {
    const shares = [
      { skuId: 'a', amountFen: 1384 },
      { skuId: 'b', amountFen: 616 },
    ]
    const rows = receiptRows(totals, [rule({ shares })], lines)
    expect(rows.map((row) => row.fen)).toEqual([12960, -2000, -800, 0])
    expect(rows.reduce((sum, row) => sum + row.fen, 0)).toBe(totals.payableFen)
    expect(rows[1]).toMatchObject({ name: '满 99 减 20', note: '分摊：苹果 −¥13.84，可颂 −¥6.16' })
    expect(savedFen(totals)).toBe(2800)
  })

  it('tell what the shop changed as it is, up or down, under its own name and line by line', () => {
    const changed = { stage: 'adjustment', code: 'adjust.7f', label: '店铺改价' } as const
    const shares = [
      { skuId: 'a', amountFen: -700 },
      { skuId: 'b', amountFen: 200 },
    ]
    const less = { ...totals, promotionFen: 0, couponFen: 0, adjustFen: -500, goodsPaidFen: 12_460, payableFen: 12_460 }
    const rows = receiptRows(less, [rule({ ...changed, amountFen: -500, shares })], lines)
    expect(rows[1]).toMatchObject({ name: '店铺改价', fen: -500, note: '分摊：苹果 −¥7.00，可颂 ¥2.00' })
    expect(rows.reduce((sum, row) => sum + row.fen, 0)).toBe(less.payableFen)
    const more = { ...less, adjustFen: 500, goodsPaidFen: 13_460, payableFen: 13_460 }
    expect(receiptRows(more, [rule({ ...changed, amountFen: 500 })], lines)[1]).toMatchObject({ fen: 500 })
  })

  it('say why freight is free, or how much is missing', () => {
    const freight = { stage: 'freight', code: 'freight.free_over', label: '满 59.00 元包邮', amountFen: 0 } as const
    const flat = rule({
      stage: 'freight',
      code: 'freight.flat',
      label: '运费',
      applied: false,
      reason: '已满足包邮条件',
    })
    expect(receiptRows(totals, [flat, rule(freight)], lines).pop()?.note).toBe('满 59.00 元包邮')
    const missed = rule({ ...freight, applied: false, reason: '还差 9.00 元' })
    const paid = { ...totals, freightFen: 800 }
    expect(receiptRows(paid, [missed], lines).pop()).toMatchObject({ note: '满 59.00 元包邮，还差 9.00 元', fen: 800 })
  })

  it('name the freight in the language that is read, with what is the shop’s own in it', async () => {
    const named = (code: string, label: string) => ruleName(rule({ stage: 'freight', code, label }))
    await chooseLocale('en')
    const words = [
      named('freight.free_over', '满 59.00 元包邮'),
      named('freight.01f0', '运费 · 生鲜 · 冷链'),
      named('freight.01f0', '运费'),
    ]
    await chooseLocale('zh')
    expect(words).toEqual(['Free delivery over ¥59.00', 'Delivery · 生鲜 · 冷链', 'Delivery'])
    expect(named('freight.01f0', '运费 · 生鲜 · 冷链')).toBe('运费 · 生鲜 · 冷链')
  })

  it('name the rule of a price by quantity or list beside the goods, in plain words', () => {
    const tier = rule({ stage: 'unit', code: 'unit.base.3', amountFen: 0, shares: [{ skuId: 'a', amountFen: 0 }] })
    expect(receiptRows(totals, [tier], lines)[0]).toMatchObject({
      fen: 12960,
      note: '满 3 件价：苹果 ¥29.90/件',
    })
    const missed = { ...tier, applied: false, reason: '再买 1 件' }
    expect(receiptRows(totals, [missed], lines)[0]?.note).toBe('')
    const level = rule({ stage: 'unit', code: 'unit.level:2.1', amountFen: 300 })
    const rows = receiptRows({ ...totals, unitDiscountFen: 300 }, [level], lines)
    expect(rows[1]).toMatchObject({ name: '2 级会员价', fen: -300 })
  })

  it('set the coupon for the freight beside the freight it lowered, and count it as saved', () => {
    const flat = rule({ stage: 'freight', code: 'freight.flat', label: '运费', amountFen: 800 })
    const coupon = rule({ stage: 'freight', code: 'coupon.x', label: '免邮券', amountFen: -500 })
    const paid = { ...totals, freightFen: 300 }
    expect(receiptRows(paid, [flat, coupon], lines).slice(-2)).toMatchObject([
      { name: '运费', fen: 800 },
      { name: '优惠券 · 免邮券', fen: -500 },
    ])
    expect(savedFen(paid, [flat, coupon])).toBe(3300)
  })

  it('say of a rule that took nothing off what is missing and what it would bring, in the shopper’s words', () => {
    const short = { code: 'short_amount', fen: 1210, qty: null, gainFen: 500 } as const
    const missed = rule({ applied: false, amountFen: 0, reason: '还差 12.10 元', refusal: short })
    expect(refusedRows([missed])).toMatchObject([{ name: '满 99 减 20', why: '再买 ¥12.10，可减 ¥5' }])
    expect(refusedRows([{ ...missed, refusal: null }])[0]?.why).toBe('还差 12.10 元')
    const more = rule({ refusal: { ...short, code: 'short_pieces', fen: null, qty: 1 } })
    expect(receiptRows({ ...totals, couponFen: 0 }, [more], lines)[1]?.note).toBe('再买 1 件，可减 ¥5')
  })

  it('name a rule that gave goods instead of money', () => {
    const gave = rule({ code: 'offer.g', label: '满 99 送赠品', amountFen: 0 })
    expect(receiptRows(totals, [gave], lines)).toContainEqual(expect.objectContaining({ name: '满 99 送赠品', fen: 0 }))
  })

  it('writes a discount with a real minus sign', () => {
    expect([signedYuan(-2000), signedYuan(0), signedYuan(1)]).toEqual(['−¥20.00', '¥0.00', '¥0.01'])
  })
})
