import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { useSession } from '@/stores/session'
import { forgetAll } from '../../../test/fake-platform'
import { ok, serve } from '../../../test/fake-server'
import { useOrder } from './order-page'

vi.mock('@/composables/left', () => ({ useLeft: () => ({ value: 60_000 }) }))
vi.mock('@dcloudio/uni-app', () => ({ onHide: () => undefined, onUnload: () => undefined }))

const order = (state: string, allowedActions: string[]) => ({
  ...{ id: 'o1', state, allowedActions, shipments: [], lines: [], payDueAt: null },
  serverTime: '2026-01-01T00:00:00.000Z',
})

/** Whether the page asked what can be paid with. */
const asksForWallets = async (state: string, allowedActions: string[]): Promise<boolean> => {
  const seen = serve((call) =>
    ok(call.url.includes('/orders/') ? order(state, allowedActions) : { items: [], balance: { usable: false } }),
  )
  await useOrder(() => 'o1').load()
  await nextTick()
  return seen.some(({ url }) => url.includes('/payment-options'))
}

describe('an order on its page', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
  })

  it('offers the wallets whenever something is to be paid: for a dearer address beside a paid order, too', async () => {
    expect(await asksForWallets('pending_payment', ['pay', 'cancel'])).toBe(true)
    expect(await asksForWallets('paid', ['pay', 'cancel'])).toBe(true)
    expect(await asksForWallets('paid', ['remind'])).toBe(false)
  })
})
