import type { AfterSaleView, SayBody, SendBackBody } from '@jishi/contracts/order/after-sale.schema'
import { onHide, onUnload } from '@dcloudio/uni-app'
import { computed, ref, type ShallowRef } from 'vue'
import { instantOf } from '@jishi/kernel/time'
import { api, asApiError, isMissing, named, noteServerTime, serverClock } from '@/api'
import { useLeft } from '@/composables/left'
import { useLoad } from '@/composables/load'
import { toast, toastDone } from '@/composables/toast'
import { useActionKey } from '@/composables/action-key'
import { t, type SaleKey } from '../after-sale/copy'
import { refusalOf } from '../after-sale/refusal'
import { payOrChoose } from '../paying-way'

const SETTLE_MS = 2_000
const SETTLE_ASKS = 30

/** Money is on its way, or the time of whoever it waited for is over. */
const movesByItself = ({ state, deadlineAt }: AfterSaleView): boolean =>
  state === 'refunding' || (deadlineAt !== null && instantOf(deadlineAt) <= serverClock.now())

/** Asks again a little later while the shop or a channel is about to change something by itself. */
const useAsking = (run: () => Promise<void>) => {
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
    timer = setTimeout(() => void run(), SETTLE_MS)
  }
  onHide(stop)
  onUnload(stop)
  return { soon, again: (): void => void (asks = 0) }
}

/** What the buyer does with it. Each answers whether it was done, so that a sheet closes only then and keeps its words otherwise. */
const useDeeds = (read: () => string, sale: ShallowRef<AfterSaleView | null>, reload: () => Promise<void>) => {
  const busy = ref(false)
  const keyOf = useActionKey()

  const act = async (work: () => Promise<AfterSaleView>, done?: SaleKey): Promise<boolean> => {
    if (busy.value) return false
    busy.value = true
    try {
      sale.value = await work()
      if (done !== undefined) toastDone(t(done))
      return true
    } catch (error) {
      toast(refusalOf(error))
      // It has moved on meanwhile: what is shown is no longer what can be done.
      if (asApiError(error).status === 409) await reload()
      return false
    } finally {
      busy.value = false
    }
  }
  /** Opened anew where none is open, and then paid at the order's cashier like any supplement. */
  const payDifference = async (): Promise<void> => {
    const open = sale.value?.exchange?.difference === 'open'
    if (!open && !(await act(() => api.afterSale.payDifference(on(['pay', sale.value?.timeline.length]))))) return
    if (sale.value) await payOrChoose(sale.value.orderId, 'over')
  }
  const on = (words: unknown) => ({ params: { id: read() }, idempotencyKey: keyOf(words) })

  return {
    busy,
    payDifference,
    receive: () => act(() => api.afterSale.receive(on('receive')), 'sale.exchange.received'),
    withdraw: () => act(() => api.afterSale.withdraw(on('withdraw')), 'sale.withdrawn'),
    say: (body: SayBody) => act(() => api.afterSale.say({ ...on(['say', body]), body }), 'sale.talk.sent'),
    complain: (body: SayBody) =>
      act(() => api.afterSale.complain({ ...on(['complain', body]), body }), 'sale.talk.sent'),
    sendBack: (body: SendBackBody) => act(() => api.afterSale.sendBack({ ...on(body), body }), 'sale.return.done'),
  }
}

/** One after-sale: loaded, counted down, acted upon, and asked again while it is being settled. */
export const useSale = (read: () => string) => {
  const loaded = useLoad(async () => {
    const sale = await api.afterSale.one({ params: { id: named(read()) } })
    noteServerTime(sale.serverTime)
    return sale
  })
  const sale = loaded.value
  const run = async (): Promise<void> => {
    await loaded.run()
    if (sale.value !== null && movesByItself(sale.value)) asking.soon()
  }
  const asking = useAsking(run)
  const left = useLeft(
    () => sale.value?.deadlineAt ?? null,
    () => asking.soon(),
  )
  const load = (): Promise<void> => {
    asking.again()
    return run()
  }
  const gone = computed(() => loaded.error.value !== null && isMissing(loaded.error.value))
  return { sale, error: loaded.error, gone, left, load, ...useDeeds(read, sale, load) }
}
