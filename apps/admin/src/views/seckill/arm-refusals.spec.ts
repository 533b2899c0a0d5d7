import { describe, expect, it } from 'vitest'
import { ApiError, type FailureCode } from '@/api/api-error'
import { refusalsOf } from './arm-refusals'

const refused = (code: FailureCode, details?: unknown) => [...refusalsOf(new ApiError(code, '', 409, '', details))]

describe('why a flash sale was not armed', () => {
  it('names the goods, with what is for sale and what was wanted', () => {
    expect(refused('SECKILL_STOCK_SHORT', { items: [{ skuId: 'a', available: 3, wanted: 10 }] })).toEqual([
      ['a', { text: '可售 3 件，要 10 件' }],
    ])
    expect(refused('RAISED_BEFORE_CUT', { items: [{ skuId: 'a', lowestFen: 1_990 }] })).toEqual([
      ['a', { text: '七天内涨过价，要低于此前的 ¥19.90' }],
    ])
  })

  it('leads to the session that has them already', () => {
    const startsAt = '2026-12-01T02:00:00.000Z'
    const other = { activityId: 'x', name: '早场', startsAt, endsAt: '2026-12-01T03:00:00.000Z' }
    expect(refused('SECKILL_OVERLAP', { items: [{ skuId: 'a', ...other }] })).toEqual([
      ['a', { text: '2026-12-01 10:00 – 11:00 已参加', other: { id: 'x', name: '早场' } }],
    ])
  })

  it('names nobody where the refusal is about something else, or says nothing of goods', () => {
    expect(refused('SECKILL_TIMES_OVER')).toEqual([])
    expect(refused('SECKILL_OVERLAP', { items: [] })).toEqual([])
    expect(refused('SECKILL_STOCK_SHORT', 'none')).toEqual([])
    expect([...refusalsOf(null)]).toEqual([])
  })
})
