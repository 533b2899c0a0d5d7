import type { SpuKind } from '@jishi/contracts/catalog/catalog.terms'
import { DELIVERY_CODES, type DeliveryCode } from '@jishi/contracts/order/order.terms'
import { dayMs } from '@jishi/kernel/time'

/** How goods of one sort reach their buyer. Pickup and same-city delivery come with their features. */
export interface DeliveryMethod {
  readonly code: DeliveryCode
  /** Asked of the buyer; without a parcel no address is asked for and none is kept. */
  readonly needsAddress: boolean
  /** parcel: an operator gives it to a carrier. auto: it goes by itself once it is paid. */
  readonly fulfil: 'parcel' | 'auto'
  /** What shows that the buyer has it, beside the buyer's own word. */
  readonly evidence: 'carrier' | 'issued_codes' | 'payment'
  /** When silence counts as received, from the moment it left; the parcel's time is a setting of the shop. */
  readonly autoConfirmAfterMs: number | 'shopSetting'
}

/** A code or a virtual good is there at once; a service is waited for, as people come when they have time. */
const METHODS: { readonly [code in DeliveryCode]: Omit<DeliveryMethod, 'code'> } = {
  express: { needsAddress: true, fulfil: 'parcel', evidence: 'carrier', autoConfirmAfterMs: 'shopSetting' },
  card_secret: { needsAddress: false, fulfil: 'auto', evidence: 'issued_codes', autoConfirmAfterMs: dayMs },
  service: { needsAddress: false, fulfil: 'auto', evidence: 'payment', autoConfirmAfterMs: 30 * dayMs },
  virtual: { needsAddress: false, fulfil: 'auto', evidence: 'payment', autoConfirmAfterMs: dayMs },
}

export const methodOf = (code: DeliveryCode): DeliveryMethod => ({ code, ...METHODS[code] })

export const deliveryOfKind = (kind: SpuKind): DeliveryCode => (kind === 'physical' ? 'express' : kind)

/** Each method once, the one that rules the order first: the parcel, if there is one. */
export const methodsOf = (kinds: readonly SpuKind[]): DeliveryCode[] => {
  const codes = new Set(kinds.map(deliveryOfKind))
  return DELIVERY_CODES.filter((code) => codes.has(code))
}

export const needsAddress = (codes: readonly DeliveryCode[]): boolean =>
  codes.some((code) => METHODS[code].needsAddress)

export const needsParcel = (code: DeliveryCode): boolean => METHODS[code].fulfil === 'parcel'

/** An order waits for the slowest of its goods. */
export const autoConfirmAfterMs = (codes: readonly DeliveryCode[], shopSettingMs: number): number =>
  Math.max(
    ...codes.map((code) => {
      const afterMs = METHODS[code].autoConfirmAfterMs
      return afterMs === 'shopSetting' ? shopSettingMs : afterMs
    }),
  )
