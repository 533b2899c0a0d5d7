import { createClient } from '@jishi/contracts/client'
import type { storedValueRoutes } from '@jishi/contracts/payment/stored-value.routes'
import { ref } from 'vue'
import { send } from '@/api/http'
import { payOrder, type PayFrom, type Paying } from '@/composables/paying'
import { wallets } from '@/composables/wallets'

/** Spelled here because whatever comes from the contracts lies in a mini program's main package; a test compares it. */
export const balanceRoute: (typeof storedValueRoutes)['balance'] = {
  access: 'member',
  method: 'GET',
  load: 'browse',
  idempotency: 'none',
  owner: 'none',
  path: '/api/shop/stored',
}
const { stored } = createClient({ stored: { balance: balanceRoute } }, send)

/** What there is to pay with beside the wallets, whatever it is kept for; nothing where this shop knows no balances. */
export const balanceFen = async (): Promise<number> => {
  if (wallets.options.value.length === 0) await wallets.load()
  if (!wallets.balance.value) return 0
  const { principalFen, bonusFen } = await stored.balance()
  return principalFen + bonusFen
}

/** To where the balance stands beside the wallets. */
export const openCashier = (orderId: string, from: PayFrom): Promise<void> =>
  new Promise((resolve) => {
    const url = `/pkg-pay/cashier/cashier?id=${orderId}`
    const complete = (): void => resolve()
    if (from === 'over') uni.navigateTo({ url, complete })
    else uni.redirectTo({ url, complete })
  })

/** Whoever has a balance chooses first; everybody else is led to their wallet at once. */
export const payOrChoose = async (orderId: string, from: PayFrom, amountFen?: number): Promise<Paying> => {
  // A balance that cannot be asked for keeps nobody from paying.
  const has = await balanceFen().catch(() => 0)
  if (has === 0) return payOrder(orderId, from, amountFen)
  await openCashier(orderId, from)
  return 'shown'
}

/** At the checkout: how much there is, and whether it is wished to be used; the password is asked for once the order stands. */
export const useBalanceWish = () => {
  const fen = ref(0)
  const on = ref(false)
  const load = async (): Promise<void> => {
    fen.value = await balanceFen().catch(() => 0)
    if (fen.value === 0) on.value = false
  }
  return { fen, on, load }
}
