import type { PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import { expect, it } from 'vitest'
import { isRepriced } from './pay-watch'

const status = (state: PaymentStatus['state'], amountFen = 9660): PaymentStatus => ({
  ...{ state, orderState: 'pending_payment', amountFen, paidAt: null, dueAt: null },
  ...{ afterSaleId: null, byFriend: false, balanceFen: 0 },
})

it('the page notices that the shop asks for another amount by now, unless it was paid', () => {
  expect(isRepriced(null, status('none', 9_000))).toBe(false)
  expect(isRepriced(status('open'), status('none'))).toBe(false)
  expect(isRepriced(status('open'), status('none', 9_000))).toBe(true)
  expect(isRepriced(status('open'), status('paid', 9_000))).toBe(false)
})
