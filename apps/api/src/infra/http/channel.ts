import { PLATFORMS, type Platform } from '@jishi/contracts/order/order.terms'
import { CHANNEL_HEADER } from '@jishi/contracts/pricing/pricing.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyRequest } from 'fastify'

export const CHANNEL_HEADER_NAME = CHANNEL_HEADER.toLowerCase()

/**
 * The platform a shopper's client says it runs on; null where it says nothing. One header for every request, so that lists,
 * pages, carts, quotes and orders are priced for the same platform. Throws VALIDATION_FAILED for a platform there is none of.
 */
export const channelOf = (request: Pick<FastifyRequest, 'headers'>): Platform | null => {
  const given = request.headers[CHANNEL_HEADER_NAME]
  if (given === undefined || given === '') return null
  const known = PLATFORMS.find((platform) => platform === given)
  if (known === undefined)
    throw new DomainError('VALIDATION_FAILED', [{ path: CHANNEL_HEADER, message: `one of ${PLATFORMS.join(', ')}` }])
  return known
}
