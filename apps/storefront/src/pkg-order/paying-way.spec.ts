import { storedValueRoutes } from '@jishi/contracts/payment/stored-value.routes'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { places } from '@/composables/places'
import { wallets } from '@/composables/wallets'
import { useSession } from '@/stores/session'
import { forgetAll } from '../../test/fake-platform'
import { ok, refuse, serve } from '../../test/fake-server'
import { balanceRoute, payOrChoose } from './paying-way'

const balance = (principalFen: number, bonusFen = 0) => ok({ principalFen, bonusFen })
const opened: string[] = []
const shop = (usable: boolean, answer: ReturnType<typeof ok>) => {
  const seen = serve(({ url }) => {
    if (url.includes('payment-options'))
      return ok({ items: [{ channel: 'wechat_h5', wallet: 'wechat' }], balance: { usable } })
    if (url === '/api/shop/stored') return answer
    return ok({ attemptNo: 'A', pay: { kind: 'paid' } })
  })
  const navigateTo = ({ url, complete }: { url: string; complete: () => void }) => (opened.push(url), complete())
  Object.assign(uni, { navigateTo })
  return seen
}

describe('the way an order is paid', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    wallets.options.value = []
    wallets.balance.value = false
    opened.length = 0
    vi.spyOn(places, 'payResult').mockResolvedValue()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('asks for the balance by the route of the contracts', () => {
    const { method, path, access } = storedValueRoutes.balance
    expect(balanceRoute).toMatchObject({ method, path, access })
  })

  it('leads whoever has a balance to the cashier, a bonus being one too', async () => {
    const seen = shop(true, balance(0, 2_000))
    expect(await payOrChoose('o1', 'over')).toBe('shown')
    expect(opened).toEqual(['/pkg-pay/cashier/cashier?id=o1'])
    expect(seen.some(({ url }) => url.endsWith('/payments'))).toBe(false)
  })

  it.each([
    ['has none', true, balance(0)],
    ['cannot be told', true, refuse(500, 'INTERNAL')],
    ['buys where there are none', false, balance(10_000)],
  ] as const)('leads whoever %s to the wallet at once', async (_who, usable, answer) => {
    const seen = shop(usable, answer)
    await payOrChoose('o1', 'over', 9_900)
    expect(opened).toEqual([])
    expect(seen.find(({ url }) => url.endsWith('/payments'))?.body).toMatchObject({ amountFen: 9_900 })
  })
})
