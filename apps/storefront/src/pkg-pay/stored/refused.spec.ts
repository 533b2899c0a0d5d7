import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, type FailureCode } from '@/api/api-error'
import { lockedWords, rechargeRefused, refusedOf, untilText } from './refused'

const error = (code: FailureCode, details?: unknown) => new ApiError(code, '店家的话', 409, 'r', details)

describe('a refusal where a password was asked for', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-03-02T01:00:00.000Z') })
  })
  afterEach(() => vi.useRealTimers())

  it('says how many tries are left', () => {
    expect(refusedOf(error('PAY_PASSWORD_WRONG', { triesLeft: 1 }))).toEqual({
      ...{ fault: 'wrong', words: '支付密码不对，还可以试 1 次' },
    })
  })

  it('says until when it is locked, by the day people speak of', () => {
    const until = '2026-03-03T01:30:00.000Z'
    expect(refusedOf(error('PAY_PASSWORD_LOCKED', { until }))).toEqual({ fault: 'locked', words: lockedWords(until) })
    expect(lockedWords(until)).toBe('支付密码输错太多次，明天 09:30 前不能用余额')
    expect(untilText('2026-03-02T10:00:00.000Z')).toBe('今天 18:00')
    expect(untilText('2026-03-08T10:00:00.000Z')).toBe('03-08 18:00')
    expect(refusedOf(error('PAY_PASSWORD_WRONG', { triesLeft: 0 })).fault).toBe('locked')
  })
})

describe('a refusal where a recharge was to be paid', () => {
  it('speaks of the recharge, not of an order, and says what helps', () => {
    expect(rechargeRefused(error('PAYMENT_NOT_ALLOWED', { reason: 'over' }))).toBe('这笔充值已经结束，不能再付')
    expect(rechargeRefused(error('RECHARGE_OVER_CAP'))).toBe('会超过余额上限，请选小一点的金额')
    expect(rechargeRefused(error('PAYMENT_TIME_OVER'))).toBe('店家的话')
  })
})
