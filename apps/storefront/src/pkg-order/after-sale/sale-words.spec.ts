import type { AfterSaleAmountLine, AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import { AFTER_SALE_STATES } from '@jishi/contracts/order/after-sale.terms'
import { fen } from '@jishi/kernel/money'
import { hourMs } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { t } from './copy'
import { amountRows } from './amount-rows'
import { dueText, saleSteps, saleTimeline } from './sale-words'

const money = { kind: 'return_refund', askedFen: fen(1_250), agreedFen: null } as const
const at = '2026-01-01T00:00:00.000Z'

describe('what an after-sale waits for', () => {
  it('is told in every state, without an empty place', () => {
    for (const state of AFTER_SALE_STATES) {
      const text = dueText({ state, deadlineAt: at, ...money }, hourMs)
      expect([state, text]).not.toEqual([state, ''])
      expect(text).not.toMatch(/[{}]|^sale\./)
    }
  })

  it('counts down, and at zero says that it is being settled', () => {
    expect(dueText({ state: 'requested', deadlineAt: at, ...money }, 47 * hourMs)).toBe(
      '商家需在 1 天 23 小时内处理，超时自动同意',
    )
    expect(dueText({ state: 'requested', deadlineAt: at, ...money }, 0)).toBe('正在更新进度')
  })

  it('promises no money for goods that others are sent for', () => {
    const waiting = (kind: AfterSaleView['kind']): string =>
      dueText({ ...money, kind, state: 'returning', deadlineAt: at }, hourMs)
    expect(waiting('return_refund')).toContain('超时自动退款')
    expect(waiting('exchange')).toContain('超时视为通过，接着换出')
  })

  it('names the sum that went back, which may be less than what was asked for', () => {
    expect(dueText({ ...money, state: 'done', deadlineAt: null, agreedFen: fen(1_000) }, 0)).toContain('10.00')
  })
})

describe('the steps', () => {
  const steps = (kind: AfterSaleView['kind'], state: AfterSaleView['state']): string[] =>
    saleSteps({ kind, state, returnParcel: null }).map(({ word, done }) => `${done ? '●' : '○'}${word}`)

  it('have the way back only where goods come back', () => {
    expect(steps('refund_only', 'refunding')).toEqual(['●提交申请', '●商家处理', '●退款', '○完成'])
    expect(steps('return_refund', 'awaiting_return')).toEqual(['●提交申请', '●商家处理', '○寄回商品', '○退款', '○完成'])
  })

  it('of an exchange end with the other goods instead of money', () => {
    expect(steps('exchange', 'resent').slice(-2)).toEqual([`●${t('sale.step.resent')}`, '○完成'])
    expect(dueText({ ...money, kind: 'exchange', state: 'done', deadlineAt: null }, 0)).toBe(t('sale.now.exchanged'))
  })

  it('are not shown for one that does not go well', () => {
    expect(steps('refund_only', 'refused')).toEqual([])
    expect(steps('refund_only', 'withdrawn')).toEqual([])
  })
})

it('the history reads newest first, with the reasons that were given', () => {
  const entry = { party: 'operator', name: null, at } as const
  const timeline: AfterSaleView['timeline'] = [
    { ...entry, step: 'apply', state: 'requested', note: null },
    { ...entry, step: 'refuse', state: 'refused', note: '照片看不出问题' },
  ]
  expect(saleTimeline({ timeline }).map(({ words }) => words)).toEqual([
    '商家拒绝了申请：照片看不出问题',
    '你提交了申请',
  ])
})

describe('the amount of a line', () => {
  const line = (change: Partial<AfterSaleAmountLine>): AfterSaleAmountLine => ({
    ...{ lineId: 'l', skuId: 's', spuId: 'p', title: '苹果', skuLabel: '', picture: null, qty: 1, role: 'main' },
    ...{ priceFen: fen(5_980), promotionFen: fen(667), couponFen: fen(0), pointsFen: fen(13), giftKeptFen: fen(0) },
    ...{ goodsFen: fen(5_300), freightFen: fen(800), freightRule: 'shop_fault', refundFen: fen(6_100) },
    ...change,
  })

  it('adds up to what goes back, by the fen', () => {
    for (const one of [line({}), line({ giftKeptFen: fen(300), goodsFen: fen(5_000), refundFen: fen(5_800) })])
      expect(amountRows(one).reduce((sum, row) => sum + row.fen, 0)).toBe(one.refundFen)
  })

  it('says what took part, and why the freight goes back', () => {
    expect(amountRows(line({})).map(({ key }) => key)).toEqual(['price', 'promotion', 'points', 'freight'])
    expect(amountRows(line({})).at(-1)?.note).toBe('商家的原因，运费一起退')
    expect(amountRows(line({ freightFen: fen(0), freightRule: 'kept' })).map(({ key }) => key)).not.toContain('freight')
  })
})
