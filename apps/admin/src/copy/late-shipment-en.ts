import type { lateShipmentZh } from './late-shipment-zh'

export const lateShipmentEn: Record<keyof typeof lateShipmentZh, string> = {
  'settings.lateCoupon': 'Coupon for parcels that are late',
  'settings.lateCoupon.none': 'None',
  'settings.lateCoupon.other': 'The chosen one (given out no more, or not yours to see)',
  'settings.lateHours': 'Hours past the promised time',
  'settings.lateHours.hint':
    'Counted from what is promised after payment; once an order, also for those that are late now',
  'order.lateCoupon': 'Not shipped in the promised time: given “{name}” by the shop itself',
  'audit.do.coupon.given_for_delay': 'Coupon for a late parcel, by the shop itself',
}
