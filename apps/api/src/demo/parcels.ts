import type { ShipBody } from '@jishi/contracts/order/shipment.schema'
import { chanceOf } from './chance.js'

const CARRIERS: readonly { readonly code: string; readonly share: number; readonly prefix: string }[] = [
  { code: 'SF', share: 5, prefix: 'SF' },
  { code: 'ZTO', share: 2, prefix: '78' },
  { code: 'YTO', share: 2, prefix: 'YT' },
  { code: 'JD', share: 1, prefix: 'JD' },
]
const DIGITS = 8

/** Carrier and number of an order's parcel: the same for the same order, and no two orders share one. */
export const parcelOf = (orderKey: string): ShipBody => {
  const nth = Number(orderKey.replace(/\D/g, ''))
  const chance = chanceOf(nth)
  const { code, prefix } = chance.weighted(CARRIERS, ({ share }) => share)
  const drawn = String(chance.between(0, 10 ** DIGITS - 1)).padStart(DIGITS, '0')
  return { carrierCode: code, trackingNo: `${prefix}${drawn}${String(nth).padStart(5, '0')}` }
}
