import type { Platform } from '@jishi/contracts/order/order.terms'
import { CHANNEL_HEADER } from '@jishi/contracts/pricing/pricing.terms'
import { DomainError } from '@jishi/kernel/errors'

/**
 * The platform a shopper orders on: what the request says in its header or in its body. Prices may differ by it, so a request
 * that says two things at once is refused. Throws VALIDATION_FAILED.
 */
export const declaredChannel = (header: Platform | null, platform: Platform | undefined): Platform | null => {
  if (header !== null && platform !== undefined && header !== platform)
    throw new DomainError('VALIDATION_FAILED', [{ path: 'platform', message: `${CHANNEL_HEADER} says ${header}` }])
  return platform ?? header
}
