import fc from 'fast-check'
import { expect, it } from 'vitest'
import { receiptRows } from './receipt-rows'

it('adds up to what is owed, whatever took part', () => {
  const part = fc.integer({ min: 0, max: 1_000_000 })
  const parts = fc.record({
    goodsPaidFen: part,
    unitDiscountFen: part,
    promotionFen: part,
    couponFen: part,
    pointsFen: part,
    adjustFen: fc.integer({ min: -1000, max: 1000 }),
    freightFen: part,
  })
  fc.assert(
    fc.property(parts, (given) => {
      const listFen =
        given.goodsPaidFen +
        given.unitDiscountFen +
        given.promotionFen +
        given.couponFen +
        given.pointsFen -
        given.adjustFen
      const payableFen = given.goodsPaidFen + given.freightFen
      const rows = receiptRows({ totals: { ...given, listFen, payableFen, qty: 1 } })
      expect(rows.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(payableFen)
    }),
  )
})
