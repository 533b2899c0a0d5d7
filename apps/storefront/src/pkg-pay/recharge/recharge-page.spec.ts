import type { RechargeOffers } from '@jishi/contracts/payment/stored-value.schema'
import { describe, expect, it } from 'vitest'
import { faultOf, ownFenOf } from './recharge-page'

const offers = (ownFromFen: number | null, roomFen: number): RechargeOffers => ({
  ...{ offered: true, items: [], ownFromFen, roomFen, capFen: 500_000, filingNo: 'X', noReasonDays: 7 },
})
const chosen = (amountFen: number, bonusFen = 0) => ({ amountFen, bonusFen })

describe('what is to be recharged', () => {
  it('is whole yuan where it is typed', () => {
    expect([ownFenOf('30'), ownFenOf(' 30 '), ownFenOf('30.5'), ownFenOf('-1'), ownFenOf('')]).toEqual([
      ...[3_000, 3_000, null, null, null],
    ])
  })

  it('is told to be too little, and counts its bonus when it must fit below the cap', () => {
    expect(faultOf(offers(3_000, 50_000), chosen(2_900), '29')).toContain('30')
    expect(faultOf(offers(3_000, 50_000), null, 'x')).toContain('30')
    expect(faultOf(offers(3_000, 12_000), chosen(10_000, 2_000), '')).toBe('')
    expect(faultOf(offers(3_000, 11_999), chosen(10_000, 2_000), '')).toContain('119.99')
    expect(faultOf(offers(null, 50_000), null, '')).toBe('')
  })
})
