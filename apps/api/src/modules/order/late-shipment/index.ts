import { GiveLateCoupons } from './give-late-coupons.js'

export { GiveLateCoupons }
export const lateShipmentParts = [GiveLateCoupons]
