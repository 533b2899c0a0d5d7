import type { CartLine, CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, newActionKey } from '@/api'
import {
  emptyCart,
  overlaid,
  readDeviceLines,
  withAdded,
  withSums,
  writeDeviceLines,
  type DeviceLine,
} from './cart-device'
import { useSession } from './session'

export interface RemovedLine extends SkuQty {
  selected: boolean
}

/**
 * The cart. Before sign-in it is a list of SKUs on the device, priced by the server; afterwards it is the server's.
 * Changes show at once and are taken back when the server refuses them.
 */
export const useCart = defineStore('cart', () => {
  const session = useSession()
  const view = ref<CartView | null>(null)
  const device = ref<DeviceLine[]>([])
  // Answers may overtake each other: only the answer to the newest call is shown.
  let newest = 0
  let mergeKey: string | null = null

  const deviceQty = computed(() => device.value.reduce((sum, line) => sum + line.qty, 0))
  const count = computed(() => (session.signedIn ? (view.value?.totalQty ?? 0) + deviceQty.value : deviceQty.value))

  const restore = (): void => {
    device.value = readDeviceLines()
  }

  const keepDevice = (lines: DeviceLine[]): void => {
    device.value = lines
    // Other lines are another request: the key of the earlier one must not be used for it.
    mergeKey = null
    writeDeviceLines(lines)
  }

  /** Shows the answer of the call; when it is refused, what was shown `before` comes back. */
  const take = async (call: Promise<CartView>, before: CartView | null = view.value): Promise<void> => {
    newest += 1
    const mine = newest
    try {
      const answer = await call
      if (mine === newest) view.value = answer
    } catch (error) {
      if (mine === newest) view.value = before
      throw error
    }
  }

  const loadDevice = async (): Promise<CartView> => {
    if (device.value.length === 0) return { ...emptyCart }
    const lines = device.value.map(({ skuId, qty }) => ({ skuId, qty }))
    return overlaid(await api.order.previewCart({ body: { lines } }), device.value)
  }

  /** Brings what the device holds into the member's cart; the same key until it has worked, so nothing counts twice. */
  const merge = async (): Promise<void> => {
    if (!session.signedIn || device.value.length === 0) return
    mergeKey ??= newActionKey()
    const lines = device.value.map(({ skuId, qty }) => ({ skuId, qty }))
    await take(api.order.mergeCart({ body: { lines }, idempotencyKey: mergeKey }))
    keepDevice([])
  }

  const load = async (): Promise<void> => {
    if (session.signedIn && device.value.length > 0) return merge()
    return take(session.signedIn ? api.order.cart() : loadDevice())
  }

  const add = async (line: SkuQty): Promise<void> => {
    if (session.signedIn) return take(api.order.addLine({ body: line, idempotencyKey: newActionKey() }))
    keepDevice(withAdded(device.value, line))
    // The page that shows the cart asks for prices; adding works without a network.
    view.value = null
  }

  /** Shows the change at once; the caller tells the server and hands over what stood before. */
  const show = (change: (line: CartLine) => CartLine | null): CartView | null => {
    const before = view.value
    if (before)
      view.value = withSums(
        before,
        before.items.map(change).filter((line): line is CartLine => line !== null),
      )
    return before
  }

  /** Only what is shown: the number follows each tap, the request comes after the last one. */
  const preview = (lineId: string, qty: number): void => {
    show((line) => (line.id === lineId ? { ...line, qty } : line))
  }

  const setQty = async (lineId: string, qty: number): Promise<void> => {
    const before = show((line) => (line.id === lineId ? { ...line, qty } : line))
    if (session.signedIn) return take(api.order.changeLine({ params: { id: lineId }, body: { qty } }), before)
    keepDevice(device.value.map((line) => (line.skuId === lineId ? { ...line, qty } : line)))
    return take(loadDevice(), before)
  }

  const select = async (lineIds: string[], selected: boolean): Promise<void> => {
    const before = show((line) => (lineIds.indexOf(line.id) >= 0 ? { ...line, selected } : line))
    if (session.signedIn) return take(api.order.selectLines({ body: { lineIds, selected } }), before)
    keepDevice(device.value.map((line) => (lineIds.indexOf(line.skuId) >= 0 ? { ...line, selected } : line)))
  }

  const remove = async (lineId: string): Promise<RemovedLine | null> => {
    const gone = view.value?.items.find((line) => line.id === lineId)
    if (!gone) return null
    const before = show((line) => (line.id === lineId ? null : line))
    if (session.signedIn) await take(api.order.removeLine({ params: { id: lineId } }), before)
    else keepDevice(device.value.filter((line) => line.skuId !== lineId))
    return { skuId: gone.skuId, qty: gone.qty, selected: gone.selected }
  }

  const clear = (): void => {
    newest += 1
    view.value = null
  }

  return { view, device, count, restore, load, merge, add, preview, setQty, select, remove, clear }
})
