import { addFen, sumFen, type Fen } from '@jishi/kernel/money'
import { credit, debit, type Leg } from '../../ledger/index.js'
import type { BackOfLine } from '../domain/refund-shares.js'
import { supplementsFen, type BackOfSupplement } from '../domain/supplement-shares.js'

/** What was paid beside the order for dearer goods, which are sales like the first ones. */
export function goodsSupplementLegs(supplements: readonly BackOfSupplement[], received: boolean): Leg[] {
  const amountFen = supplementsFen(supplements)
  return [debit(received ? 'sales_return' : 'contract_liability', amountFen), credit('refund_payable', amountFen)]
}

/**
 * What an approved refund does to the books: before the receipt less is owed in goods, after it sales are taken back with what
 * had been given away beside them. A dearer way is freight like the first one.
 */
export function refundLegs(lines: readonly BackOfLine[], ways: readonly BackOfSupplement[], received: boolean): Leg[] {
  const sum = (part: (line: BackOfLine) => Fen): Fen => sumFen(lines.map(part))
  const goods = sum(({ goodsFen }) => goodsFen)
  const freight = addFen(
    sum(({ freightFen }) => freightFen),
    supplementsFen(ways),
  )
  const owed = credit('refund_payable', addFen(goods, freight))
  const legs = received
    ? [
        debit(
          'sales_return',
          sum(({ salesFen }) => salesFen),
        ),
        debit('freight', freight),
        credit(
          'discount_promotion',
          sum(({ promotionFen }) => promotionFen),
        ),
        credit(
          'discount_coupon',
          sum(({ couponFen }) => couponFen),
        ),
        credit(
          'points_liability',
          sum(({ pointsFen }) => pointsFen),
        ),
        owed,
      ]
    : [debit('contract_liability', addFen(goods, freight)), owed]
  return legs.some(({ amountFen }) => amountFen !== 0) ? legs : []
}
