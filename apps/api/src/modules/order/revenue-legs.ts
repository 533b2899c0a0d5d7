import { addFen, subFen, type Fen } from '@jishi/kernel/money'
import { credit, debit, type Leg } from '../ledger/index.js'

/** The frozen amounts of an order that become revenue when it is received. */
export interface OrderRevenue {
  readonly listFen: Fen
  readonly unitDiscountFen: Fen
  readonly promotionFen: Fen
  readonly couponFen: Fen
  readonly pointsFen: Fen
  readonly adjustFen: Fen
  readonly goodsPaidFen: Fen
  readonly freightFen: Fen
}

/** Sales stand at the price after stage 1 with the adjustment; what was given away is shown beside them. */
export function revenueLegs(of: OrderRevenue): Leg[] {
  return [
    debit('contract_liability', addFen(of.goodsPaidFen, of.freightFen)),
    debit('discount_promotion', of.promotionFen),
    debit('discount_coupon', of.couponFen),
    debit('points_liability', of.pointsFen),
    credit('sales', addFen(subFen(of.listFen, of.unitDiscountFen), of.adjustFen)),
    credit('freight', of.freightFen),
  ]
}
