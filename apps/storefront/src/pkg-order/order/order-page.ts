import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { OrderAction } from '@jishi/contracts/order/order.terms'
import { onHide, onUnload } from '@dcloudio/uni-app'
import { computed, watch } from 'vue'
import { api, isMissing, named, noteServerTime } from '@/api'
import { useOrderActions } from '../order-actions'
import { useLeft } from '@/composables/left'
import { useLoad } from '@/composables/load'
import { toast } from '@/composables/toast'
import { wallets } from '@/composables/wallets'
import { yuan } from '@/composables/words'
import { t } from '../words/copy'

const SETTLE_MS = 2_000
const SETTLE_ASKS = 20

/** What the shop is about to do to the order by itself, and when. */
const nextAt = (order: OrderView | null): string | null => {
  if (order?.state === 'pending_payment' || order?.state === 'paid') return order.payDueAt
  return order?.state === 'shipped' ? order.autoConfirmAt : null
}

/** What needs no carrier is on its way within seconds of being paid. */
const goesByItself = (order: OrderView | null): boolean =>
  order?.state === 'paid' && order.lines.some((line) => line.delivery !== 'express' && line.shippedQty < line.qty)

/** One order: loaded, counted down, acted upon, and asked again while the shop is settling it. */
export const useOrder = (read: () => string) => {
  const loaded = useLoad(async () => {
    const order = await api.order.order({ params: { id: named(read()) } })
    noteServerTime(order.serverTime)
    return order
  })
  const order = loaded.value
  /** Where its parcels are; the order is worth seeing without that, too. */
  const tracked = useLoad(() => api.tracking.parcels({ params: { id: named(read()) } }))
  const parcels = computed(() => tracked.value.value?.items ?? [])
  let asks = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const soon = (): void => {
    stop()
    if (asks >= SETTLE_ASKS) return
    asks += 1
    timer = setTimeout(() => void loaded.run(), SETTLE_MS)
  }

  const left = useLeft(() => nextAt(order.value), soon)
  watch(order, (now) => {
    // A dearer address is paid beside an order that was paid long ago: with a choice of wallets, too.
    if (now && now.allowedActions.indexOf('pay') >= 0) void wallets.load().catch(() => undefined)
    if (now?.state === 'closing' || goesByItself(now) || (nextAt(now) !== null && left.value <= 0)) soon()
  })
  onHide(stop)
  onUnload(stop)

  const load = async (): Promise<void> => {
    asks = 0
    await loaded.run()
    if (order.value && order.value.shipments.length > 0) void tracked.run()
  }

  const actions = useOrderActions((changed) => {
    if (changed) order.value = changed
    else void load()
  })
  /** Nobody is led to pay another amount than they have read: the shop may have changed the price since. */
  const pay = async (id: string): Promise<void> => {
    const readFen = order.value?.totals.payableFen
    await loaded.run()
    const now = order.value
    if (now && now.totals.payableFen !== readFen) toast(t('order.repriced', { amount: yuan(now.totals.payableFen) }))
    else if (now && now.allowedActions.indexOf('pay') >= 0) actions.act('pay', id, now.owedFen ?? undefined)
  }
  const act = (action: OrderAction, id: string): void => {
    if (action === 'pay') void pay(id)
    else actions.act(action, id)
  }
  const gone = computed(() => loaded.error.value !== null && isMissing(loaded.error.value))

  return { order, parcels, error: loaded.error, gone, left, load, ...actions, act }
}
