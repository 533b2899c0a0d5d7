import { describe, expect, it } from 'vitest'
import { sharesOf } from './cashier-page'

const owed = (amountFen: number, availableFen: number, keptFen = 0) => ({
  status: {
    ...{ state: 'none' as const, orderState: 'pending_payment', amountFen, paidAt: null, dueAt: null },
    ...{ afterSaleId: null, byFriend: false, balanceFen: keptFen },
  },
  balance: {
    ...{ offered: true, principalFen: availableFen, bonusFen: 0, heldFen: keptFen, availableFen },
    ...{ capFen: 500_000, roomFen: 0, pinSet: true, pinLockedUntil: null },
  },
})

describe('the shares of a payment', () => {
  it('are as much of the balance as there is, and the rest by a channel', () => {
    expect(sharesOf(owed(9_660, 5_000), true)).toEqual({ balanceFen: 5_000, restFen: 4_660 })
    expect(sharesOf(owed(9_660, 12_000), true)).toEqual({ balanceFen: 9_660, restFen: 0 })
    expect(sharesOf(owed(9_660, 12_000), false)).toEqual({ balanceFen: 0, restFen: 9_660 })
  })

  it('count what is kept for this very payment already', () => {
    expect(sharesOf(owed(9_660, 0, 5_000), true)).toEqual({ balanceFen: 5_000, restFen: 4_660 })
  })
})
