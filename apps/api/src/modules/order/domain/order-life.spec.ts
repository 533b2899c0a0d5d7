import { ORDER_STATES, ORDER_STEPS } from '@jishi/contracts/order/order.terms'
import { isDomainError } from '@jishi/kernel/errors'
import { describe, expect, it } from 'vitest'
import { orderLife, type HoldBlock, type OrderFacts } from './order-life.js'

const facts = (...blocked: HoldBlock[]): OrderFacts => ({
  payable: true,
  supplement: false,
  parcel: true,
  parcelLeft: false,
  reminded: false,
  extended: false,
  fixedAddress: false,
  blocked: new Set(blocked),
})

describe('the life of an order', () => {
  it('speaks the words of the contracts', () => {
    for (const state of orderLife.table.states) expect(ORDER_STATES).toContain(state)
    for (const step of Object.keys(orderLife.table.actions)) expect(ORDER_STEPS).toContain(step)
    expect(orderLife.check()).toEqual([])
  })

  it('lets money that arrived while closing win', () => {
    expect(orderLife.next('closing', 'pay', facts(), 'system')).toBe('paid')
    expect(() => orderLife.next('closed', 'pay', facts(), 'system')).toThrow()
  })

  it('never closes what was paid and never ships what was not', () => {
    for (const state of ['paid', 'shipped', 'completed'] as const) {
      expect(orderLife.refusal(state, 'close', facts(), 'system')?.reason).toBe('STATE')
      expect(orderLife.refusal(state, 'begin_close', facts(), 'member')?.reason).toBe('STATE')
    }
    for (const state of ['pending_payment', 'closing', 'closed'] as const) {
      expect(orderLife.refusal(state, 'ship', facts(), 'operator')?.reason).toBe('STATE')
    }
  })

  it('lets nobody but the system say that money came, and nobody but the member that goods came', () => {
    expect(orderLife.refusal('pending_payment', 'pay', facts(), 'member')?.reason).toBe('ACTOR')
    expect(orderLife.refusal('shipped', 'confirm_receipt', facts(), 'operator')?.reason).toBe('ACTOR')
    expect(orderLife.refusal('paid', 'ship', facts(), 'member')?.reason).toBe('ACTOR')
  })

  it('is shipped by people where there is a parcel, and by itself where there is none', () => {
    const byItself = { ...facts(), parcel: false }
    expect(orderLife.next('paid', 'hand_over', byItself, 'system')).toBe('shipped')
    expect(orderLife.refusal('paid', 'hand_over', facts(), 'system')?.reason).toBe('PARCEL')
    expect(orderLife.refusal('paid', 'ship', byItself, 'operator')?.reason).toBe('NO_PARCEL')
    expect(orderLife.refusal('paid', 'hand_over', byItself, 'operator')?.reason).toBe('ACTOR')
  })

  it('hurries the shop and moves a parcel only while it is here, and waits longer only once', () => {
    const free = facts()
    expect(orderLife.next('paid', 'remind', free, 'member')).toBe('paid')
    expect(orderLife.refusal('paid', 'remind', { ...free, reminded: true }, 'member')?.reason).toBe('REMINDED')
    expect(orderLife.refusal('paid', 'remind', { ...free, parcel: false }, 'member')?.reason).toBe('NO_PARCEL')
    expect(orderLife.next('paid', 'change_address', free, 'member')).toBe('paid')
    for (const [fact, reason] of [
      ['parcelLeft', 'PARCEL_LEFT'],
      ['fixedAddress', 'ADDRESS_STAYS'],
      ['supplement', 'SUPPLEMENT_OPEN'],
    ] as const) {
      expect(orderLife.refusal('paid', 'change_address', { ...free, [fact]: true }, 'member')?.reason).toBe(reason)
    }
    expect(orderLife.next('shipped', 'extend_receipt', free, 'member')).toBe('shipped')
    expect(orderLife.refusal('shipped', 'extend_receipt', { ...free, extended: true }, 'member')?.reason).toBe(
      'EXTENDED',
    )
  })

  it('falls through by nobody but the system, while it is here and nothing of it is being settled', () => {
    expect(orderLife.next('paid', 'close_paid', facts('ship', 'afterSale'), 'system')).toBe('paid')
    expect(orderLife.refusal('paid', 'close_paid', facts(), 'operator')?.reason).toBe('ACTOR')
    expect(orderLife.refusal('paid', 'close_paid', facts('cancel'), 'system')?.reason).toBe('HELD_CANCEL')
    const waiting = { ...facts(), supplement: true }
    expect(orderLife.refusal('paid', 'close_paid', waiting, 'system')?.reason).toBe('SUPPLEMENT_OPEN')
    for (const state of ['pending_payment', 'shipped', 'completed', 'closed', 'refunded'] as const)
      expect(orderLife.refusal(state, 'close_paid', facts(), 'system')?.reason).toBe('STATE')
  })

  it('obeys holds and says which one', () => {
    expect(orderLife.refusal('paid', 'ship', facts('ship'), 'operator')?.reason).toBe('HELD_SHIP')
    expect(orderLife.refusal('shipped', 'auto_confirm', facts('autoConfirm'), 'system')?.reason).toBe(
      'HELD_AUTOCONFIRM',
    )
    expect(orderLife.next('shipped', 'confirm_receipt', facts('autoConfirm'), 'member')).toBe('completed')
    try {
      orderLife.next('pending_payment', 'begin_close', facts('cancel'), 'member')
      expect.unreachable()
    } catch (error) {
      expect(isDomainError(error, 'ORDER_ACTION_NOT_ALLOWED')).toBe(true)
    }
  })
})
