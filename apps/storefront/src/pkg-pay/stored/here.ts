import type { RechargeOffersQuery } from '@jishi/contracts/payment/stored-value.schema'
import { platform } from '#platform'

/** Where the shop runs, as far as recharging depends on it. */
export const hereNow = (): RechargeOffersQuery => ({
  container: platform.container(),
  device: platform.ios ? 'ios' : 'other',
})
