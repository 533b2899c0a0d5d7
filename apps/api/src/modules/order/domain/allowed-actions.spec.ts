import { ORDER_STATES, type OrderAction, type OrderState } from '@jishi/contracts/order/order.terms'
import { describe, expect, it } from 'vitest'
import { allowedActions } from './allowed-actions.js'
import { HOLD_BLOCKS, type HoldBlock, type OrderFacts } from './order-life.js'

const facts = (payable: boolean, ...blocked: HoldBlock[]): OrderFacts => ({
  payable,
  supplement: false,
  parcel: true,
  parcelLeft: false,
  reminded: false,
  extended: false,
  fixedAddress: false,
  blocked: new Set(blocked),
})

describe('allowed actions', () => {
  it.each<[OrderState, OrderFacts, OrderAction[], OrderAction[]]>([
    ['pending_payment', facts(true), ['pay', 'cancel'], ['cancel', 'change_price']],
    ['pending_payment', facts(false), ['cancel'], ['cancel']],
    ['closing', facts(true), [], []],
    ['paid', facts(false), ['remind', 'change_address', 'buy_again'], ['ship', 'cancel_pieces']],
    ['paid', facts(false, 'ship'), ['remind', 'change_address', 'buy_again'], ['cancel_pieces']],
    ['paid', facts(false, 'ship', 'cancel'), ['buy_again'], []],
    ['paid', { ...facts(false), fixedAddress: true }, ['remind', 'buy_again'], ['ship', 'cancel_pieces']],
    ['paid', { ...facts(false), parcel: false }, ['buy_again'], ['cancel_pieces']],
    ['paid', { ...facts(false), reminded: true, parcelLeft: true }, ['buy_again'], ['ship', 'cancel_pieces']],
    ['paid', { ...facts(true, 'ship'), supplement: true }, ['pay', 'remind', 'buy_again'], ['cancel_pieces']],
    ['shipped', facts(false), ['confirm_receipt', 'extend_receipt', 'buy_again'], []],
    ['shipped', { ...facts(false), extended: true }, ['confirm_receipt', 'buy_again'], []],
    ['completed', facts(false), ['buy_again', 'hide'], []],
    ['closed', facts(true), ['buy_again', 'hide'], []],
    ['refunded', facts(false), ['buy_again', 'hide'], []],
    ['awaiting_balance', facts(true), [], []],
  ])('in %s', (state, given, ofMember, ofOperator) => {
    expect(allowedActions(state, given, 'member')).toEqual(ofMember)
    expect(allowedActions(state, given, 'operator')).toEqual(ofOperator)
  })

  it('never shrink a hold into more rights', () => {
    for (const state of ORDER_STATES) {
      for (const block of HOLD_BLOCKS) {
        const free = allowedActions(state, facts(true), 'member')
        for (const action of allowedActions(state, facts(true, block), 'member')) expect(free).toContain(action)
      }
    }
  })
})
