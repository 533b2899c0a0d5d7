import { describe, expect, it } from 'vitest'
import { ApiError, type FailureCode } from '@/api/api-error'
import { wallets } from '@/composables/wallets'
import { sharesOf, wordsFor } from './cashier-page'

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

describe('a refusal at the cashier', () => {
  const refused = (code: FailureCode, details?: unknown) => wordsFor(new ApiError(code, '店家的话', 409, 'r', details))

  it('names the wallet that cannot be reached, or does not work here, and says what helps', () => {
    wallets.options.value = [{ channel: 'alipay_wap', wallet: 'alipay' }]
    expect(refused('PAYMENT_CHANNEL_DOWN')).toBe('支付宝暂时连不上，请换一种方式，或稍后再付')
    expect(refused('PAYMENT_CHANNEL_UNKNOWN')).toBe('这里不能用支付宝，请换一种方式')
    wallets.options.value = []
    expect(refused('PAYMENT_CHANNEL_DOWN')).toBe('店家的话')
  })

  it('says that the balance has moved, or that it was paid already; else what the shop says', () => {
    expect(refused('BALANCE_NOT_ENOUGH')).toBe('余额刚有变动，请看清金额再付')
    expect(refused('PAYMENT_NOT_ALLOWED', { reason: 'paid' })).toBe('支付成功')
    expect(refused('PAYMENT_NOT_ALLOWED', { reason: 'over' })).toBe('店家的话')
  })
})
