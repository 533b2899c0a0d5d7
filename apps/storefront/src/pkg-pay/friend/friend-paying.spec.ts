import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wallets } from '@/composables/wallets'
import { useSession } from '@/stores/session'
import { forgetAll, situation } from '../../../test/fake-platform'
import { ok, refuse, serve, type Answer } from '../../../test/fake-server'
import { codeToScan } from '@/composables/hand-over'
import { payForFriend } from './friend-paying'
import { friendPlaces } from './friend-places'

const TOKEN = 'A'.repeat(22)
const asked = { token: TOKEN, amountFen: 9_900 }
const pays = (pay: PayCall) =>
  ok({ id: 'p1', attemptNo: 'A', channel: 'wechat_h5', amountFen: 9_900, balanceFen: 0, pay, expiresAt: '' })
const shop = (answer: ReturnType<Answer>) =>
  serve((call) =>
    call.url.includes('payment-options')
      ? ok({ items: [{ channel: 'wechat_h5', wallet: 'wechat' }], balance: { usable: false } })
      : answer,
  )

describe('paying for a friend', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    wallets.options.value = []
    vi.spyOn(friendPlaces, 'result').mockResolvedValue()
  })
  afterEach(() => vi.restoreAllMocks())

  it('says what was read, keeps the token out of every address, and puts the result page in place first', async () => {
    const seen = shop(pays({ kind: 'redirect', url: 'https://pay.test/' }))
    const order: string[] = []
    vi.spyOn(friendPlaces, 'result').mockImplementation(() => Promise.resolve(void order.push('page')))
    situation.paid.push = (...calls) => order.push(...calls.map((call) => call.kind))
    expect(await payForFriend(asked)).toBe('shown')
    expect(order).toEqual(['page', 'redirect'])
    expect(seen.some((call) => call.url.includes(TOKEN))).toBe(false)
  })

  it('shows a code where one is to be scanned, for this payment only', async () => {
    shop(pays({ kind: 'qr', codeUrl: 'weixin://x' }))
    await payForFriend(asked)
    expect(codeToScan.value?.id).toBe('p1')
  })

  it.each([
    ['PAYMENT_AMOUNT_CHANGED', 'changed'],
    ['FRIEND_PAY_OWN', 'own'],
    ['FRIEND_LINK_OVER', 'over'],
    ['PAYMENT_CHANNEL_DOWN', 'none'],
  ] as const)('%s is told as %s and opens nothing', async (code, went) => {
    shop(refuse(409, code))
    expect(await payForFriend(asked)).toBe(went)
    expect(friendPlaces.result).not.toHaveBeenCalled()
  })
})
