import type { PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import { describe, expect, it } from 'vitest'
import { isRepriced, pauseAfter, phaseOf } from './pay-watch'

const status = (state: PaymentStatus['state']): PaymentStatus => ({
  state,
  orderState: 'pending_payment',
  amountFen: 9660,
  paidAt: null,
  dueAt: null,
  afterSaleId: null,
  byFriend: false,
  balanceFen: 0,
})

describe('the result of paying', () => {
  it('is not known before the server has answered', () => {
    expect(phaseOf(null, 0)).toBe('confirming')
  })

  it('believes an open payment unpaid only after asking a few times', () => {
    expect(phaseOf(status('open'), 1)).toBe('confirming')
    expect(phaseOf(status('open'), 4)).toBe('open')
    expect(phaseOf(status('none'), 1)).toBe('open')
  })

  it('stops saying "one moment" when it was many, but goes on asking', () => {
    expect(phaseOf(status('confirming'), 19)).toBe('confirming')
    expect(phaseOf(status('confirming'), 20)).toBe('slow')
    expect(pauseAfter('slow')).toBeGreaterThan(pauseAfter('confirming') ?? 0)
  })

  it('does not believe an open payment unpaid when the cashier itself did not know', () => {
    expect(phaseOf(status('open'), 19, 'processing')).toBe('confirming')
    expect(phaseOf(status('open'), 20, 'processing')).toBe('slow')
    expect(phaseOf(status('paid'), 1, 'processing')).toBe('paid')
  })

  it('shows a code at once while nobody has scanned it, and asks quickly', () => {
    expect(phaseOf(status('open'), 0, 'scanning')).toBe('open')
    expect(pauseAfter('open', 'scanning')).toBe(pauseAfter('confirming'))
  })

  it('is final when paid or closed', () => {
    expect(phaseOf(status('paid'), 1)).toBe('paid')
    expect(phaseOf(status('closed'), 1)).toBe('closed')
    expect([pauseAfter('paid'), pauseAfter('closed')]).toEqual([null, null])
  })

  it('notices that the shop asks for another amount by now, unless it was paid', () => {
    const other = { ...status('none'), amountFen: 9_000 }
    expect(isRepriced(null, other)).toBe(false)
    expect(isRepriced(status('open'), status('none'))).toBe(false)
    expect(isRepriced(status('open'), other)).toBe(true)
    expect(isRepriced(status('open'), { ...other, state: 'paid' })).toBe(false)
  })
})
