import type { AfterSaleAmountLine } from '@jishi/contracts/order/after-sale.schema'
import { AFTER_SALE_ACTIONS } from '@jishi/contracts/order/after-sale.terms'
import { fen } from '@jishi/kernel/money'
import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { amountRows, decisionsOf, dueText, isPressing, wrongCount } from './after-sale-words'

const now = instantOf('2026-01-01T00:00:00.000Z')

describe('a deadline', () => {
  it('is told by what is left of it, and as over once it is', () => {
    expect(dueText('2026-01-03T01:00:00.000Z', now)).toBe('剩 2 天')
    expect(dueText('2026-01-01T00:00:00.000Z', now)).toBe('已到期')
    expect(dueText(null, now)).toBe('')
  })

  it('presses only where the shop has to act', () => {
    const soon = '2026-01-01T23:00:00.000Z'
    expect(isPressing('requested', soon, now)).toBe(true)
    expect(isPressing('awaiting_return', soon, now)).toBe(false)
    expect(isPressing('requested', '2026-01-02T00:00:00.000Z', now)).toBe(false)
  })
})

it('only who may arbitrate is offered to, and only what the server allows', () => {
  expect(decisionsOf(AFTER_SALE_ACTIONS, () => true)).toEqual([
    'approve',
    'refuse',
    'ask_evidence',
    'inspect',
    'resend',
    'refund_instead',
    'arbitrate',
  ])
  expect(decisionsOf(AFTER_SALE_ACTIONS, (name) => name === 'after-sale.handle')).not.toContain('arbitrate')
  expect(decisionsOf(['say', 'approve'], () => true)).toEqual(['approve'])
  expect(decisionsOf(['say', 'approve'], () => false)).toEqual([])
})

it('the rows of an amount add up to what goes back', () => {
  const line: AfterSaleAmountLine = {
    ...{ lineId: 'l', skuId: 's', spuId: 'p', title: '苹果', skuLabel: '', picture: null, qty: 1, role: 'main' },
    ...{ priceFen: fen(5_980), promotionFen: fen(667), couponFen: fen(0), pointsFen: fen(13), giftKeptFen: fen(300) },
    ...{ goodsFen: fen(5_000), freightFen: fen(800), freightRule: 'shop_fault', refundFen: fen(5_800) },
  }
  expect(amountRows(line).reduce((sum, row) => sum + row.fen, 0)).toBe(5_800)
  expect(amountRows(line)).toHaveLength(5)
})

it('pieces that can be sold again are counted, and never more than came back', () => {
  const goods = [
    { lineId: 'a', qty: 2 },
    { lineId: 'b', qty: 1 },
  ]
  expect(wrongCount(goods, { a: '2', b: '0' })).toBeUndefined()
  expect(wrongCount(goods, { a: '3', b: '0' })).toBe('a')
  expect(wrongCount(goods, { a: '1', b: '' })).toBe('b')
  expect(wrongCount(goods, { a: '-1', b: '1' })).toBe('a')
})
