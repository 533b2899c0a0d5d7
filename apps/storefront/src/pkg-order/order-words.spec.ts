import type { OrderView } from '@jishi/contracts/order/order.schema'
import { describe, expect, it } from 'vitest'
import { backText, headText, stepsOf, tendersText, timelineOf } from './order-words'

const order = {
  state: 'shipped',
  payableFen: 9660,
  closedCause: null,
  paidAt: '2026-11-20T02:00:00.000Z',
  shippedAt: '2026-11-21T02:00:00.000Z',
  completedAt: null,
  payment: { state: 'paid', channel: 'wechat_h5', channelTxn: 'x', balanceFen: 0 },
  shipments: [{ carrierName: '顺丰速运', trackingNo: 'SF1438' }],
  timeline: [
    { step: 'place', at: '2026-11-20T01:59:00.000Z' },
    { step: 'pay', at: '2026-11-20T02:00:00.000Z' },
    { step: 'ship', at: '2026-11-21T02:00:00.000Z' },
  ],
} as unknown as OrderView

describe('words of an order', () => {
  it('tell what happened, the newest first', () => {
    expect(timelineOf(order).map((line) => line.words)).toEqual([
      '已发货，顺丰速运 SF1438',
      '支付成功，微信支付 ¥96.60',
      '订单已提交',
    ])
  })

  it('name both parts where a balance paid one, also of what came back', () => {
    const back = { balanceFen: 1_500, channelFen: 0 }
    const payment = { ...order.payment, balanceFen: 5_000, back }
    const mixed = { ...order, payment }
    expect(tendersText(mixed)).toBe('余额 ¥50.00 + 微信支付 ¥46.60')
    expect(timelineOf(mixed)[1]?.words).toBe('支付成功，余额 ¥50.00 + 微信支付 ¥46.60')
    expect(backText(payment)).toBe('余额 ¥15.00')
    expect(backText({ ...payment, back: { ...back, channelFen: 1_397 } })).toBe('余额 ¥15.00 + 微信支付 ¥13.97')
  })

  it('name one where one paid it all', () => {
    const alone = {
      ...order,
      payment: { ...order.payment, channel: 'balance' as const, balanceFen: 9_660, back: null },
    }
    expect([tendersText(alone), backText(alone.payment)]).toEqual(['余额支付', ''])
    expect(tendersText(order)).toBe('微信支付')
  })

  it('mark the steps that are done, and show none for an order that was closed', () => {
    expect(stepsOf(order).map((step) => step.done)).toEqual([true, true, true, false])
    expect(stepsOf({ ...order, state: 'closed' })).toEqual([])
  })

  it('say what comes next, or why it ended', () => {
    expect(headText(order, '6 天 03 小时')).toBe('6 天 03 小时 后自动确认收货')
    expect(headText({ state: 'closed', delivery: 'express', closedCause: 'timeout' }, '')).toBe(
      '超过付款时间，已自动关闭',
    )
  })
})
