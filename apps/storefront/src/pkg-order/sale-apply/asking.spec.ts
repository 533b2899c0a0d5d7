import type { AfterSaleOptionLine } from '@jishi/contracts/order/after-sale.schema'
import { describe, expect, it } from 'vitest'
import { fenTyped, fitting, kindsOf, mostOf, obstacleOf, reasonsFor, wrongIn, type Asked } from './asking'

const line = (change: Partial<AfterSaleOptionLine> = {}): AfterSaleOptionLine => ({
  ...{ lineId: 'l1', skuId: 's1', spuId: 'p1', title: '苹果', skuLabel: '5 斤', picture: null },
  ...{ qty: 3, freeQty: 3, shippedQty: 3, noReasonUntil: null, noReasonObstacle: null },
  ...{ kinds: ['refund_only', 'return_refund'], obstacle: null },
  ...change,
})
const unsent = line({ lineId: 'l2', shippedQty: 0, kinds: ['refund_only'] })

describe('what may be asked for', () => {
  it('is every kind that one of the goods allows', () => {
    expect(kindsOf([unsent])).toEqual(['refund_only'])
    expect(kindsOf([unsent, line()])).toEqual(['refund_only', 'return_refund'])
    expect(kindsOf([line({ kinds: [], obstacle: 'NOTHING_LEFT' })])).toEqual([])
  })

  it('comes back only as far as it was shipped', () => {
    expect(mostOf(line({ shippedQty: 1 }), 'return_refund')).toBe(1)
    expect(mostOf(line({ shippedQty: 1 }), 'refund_only')).toBe(3)
    expect(mostOf(unsent, 'return_refund')).toBe(0)
  })

  it('says why a line is not to be chosen', () => {
    expect(obstacleOf(line(), 'return_refund')).toBeNull()
    expect(obstacleOf(unsent, 'return_refund')).toBe('NOT_SHIPPED')
    expect(obstacleOf(line({ kinds: [], obstacle: 'PAST_DEADLINE' }), 'refund_only')).toBe('PAST_DEADLINE')
  })

  it('keeps what still fits when the kind changes, and drops the rest', () => {
    const lines = [line({ shippedQty: 2 }), unsent]
    expect(fitting(lines, 'return_refund', { l1: 3, l2: 1 })).toEqual({ l1: 2 })
    expect(fitting(lines, 'refund_only', { l1: 3, l2: 0, gone: 1 })).toEqual({ l1: 3 })
  })
})

describe('reasons', () => {
  const named = (choices: ReturnType<typeof reasonsFor>): string[] => choices.map(({ reason }) => reason)

  it('of goods that never left are not those of goods that arrived', () => {
    expect(named(reasonsFor([unsent], 'refund_only', { l2: 1 }))).toEqual(['not_wanted', 'late', 'other'])
    expect(named(reasonsFor([line()], 'refund_only', { l1: 1 }))).not.toContain('not_wanted')
  })

  it('speak of faults only where what was sent is enough for the pieces, and of not wanting them where the rest is', () => {
    const half = line({ shippedQty: 1 })
    expect(named(reasonsFor([half], 'refund_only', { l1: 1 }))).toEqual([
      ...['not_wanted', 'quality', 'wrong_goods', 'damaged', 'missing', 'late', 'other'],
    ])
    expect(named(reasonsFor([half], 'refund_only', { l1: 2 }))).toEqual(['not_wanted', 'late', 'other'])
    expect(named(reasonsFor([half], 'refund_only', { l1: 3 }))).toEqual(['late', 'other'])
    expect(named(reasonsFor([line(), unsent], 'refund_only', { l1: 1, l2: 1 }))).toEqual(['late', 'other'])
    expect(named(reasonsFor([unsent], 'refund_only', {}))).not.toContain('quality')
  })

  it('show the seven days barred where one of the chosen goods has no right to them', () => {
    const excepted = line({ noReasonObstacle: 'EXCEPTED' })
    expect(reasonsFor([excepted, line({ lineId: 'l3' })], 'return_refund', { l1: 1, l3: 1 })[0]).toEqual({
      ...{ reason: 'no_reason', obstacle: 'EXCEPTED' },
    })
    expect(reasonsFor([excepted, line({ lineId: 'l3' })], 'return_refund', { l3: 1 })[0]?.obstacle).toBeNull()
  })
})

describe('an amount', () => {
  it('is read to the fen without a float', () => {
    expect(['12', '12.5', '12.50', ' 0.29 ', '0'].map(fenTyped)).toEqual([1_200, 1_250, 1_250, 29, 0])
    expect(['', '1.234', '-1', '1,000', '一', '.5'].map(fenTyped)).toEqual([null, null, null, null, null, null])
  })

  const asked = (change: Partial<Asked>): Asked => ({
    ...{
      kind: 'refund_only',
      wanted: {},
      picks: { l1: 1 },
      reason: 'quality',
      amount: '',
      proposedFen: 1_000,
      photosSettled: true,
    },
    ...change,
  })

  it.each([
    [asked({}), null],
    [asked({ amount: '9.99' }), null],
    [asked({ picks: {} }), 'sale.wrong.goods'],
    [asked({ reason: null }), 'sale.wrong.reason'],
    [asked({ amount: 'viel' }), 'sale.wrong.amount'],
    [asked({ amount: '0' }), 'sale.wrong.amount'],
    [asked({ amount: '10.01' }), 'sale.wrong.tooMuch'],
    [asked({ photosSettled: false }), 'sale.wrong.photos'],
    [asked({ kind: 'exchange' }), 'sale.wrong.sku'],
    [asked({ kind: 'exchange', wanted: { l1: 's2' }, proposedFen: 0 }), null],
  ])('of %o is told %s', (given, wrong) => {
    expect(wrongIn(given)).toBe(wrong)
  })
})
