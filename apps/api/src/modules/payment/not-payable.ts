import { DomainError } from '@jishi/kernel/errors'

const PAID = ['paid', 'settled', 'succeeded']
const CLOSED = ['closing', 'closed']

/** Why something cannot be paid now, as whoever wants to pay should hear it; paid already is good news. */
export const notPayable = (state: string): DomainError => {
  if (CLOSED.includes(state)) return new DomainError('PAYMENT_CLOSED')
  return new DomainError('PAYMENT_NOT_ALLOWED', { reason: PAID.includes(state) ? 'paid' : state })
}
