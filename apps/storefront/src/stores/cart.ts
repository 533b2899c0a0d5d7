import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { api, newActionKey } from '@/api'
import {
  readDeviceLines,
  readMergeKey,
  withAdded,
  writeDeviceLines,
  writeMergeKey,
  type DeviceLine,
} from './cart-device'
import { deviceCart, linesOf, memberCart } from './cart-sources'
import { useSession } from './session'
import { useShownCart } from './shown-cart'

/** Lines on the device. Other lines are another request, so a change ends the key under which they were being merged. */
const useDeviceLines = () => {
  const device = ref<DeviceLine[]>([])
  const restore = (): void => {
    device.value = readDeviceLines()
  }
  const keepDevice = (lines: DeviceLine[]): void => {
    device.value = lines
    writeMergeKey(null)
    writeDeviceLines(lines)
  }
  const mergeKey = (): string => {
    const key = readMergeKey() ?? newActionKey()
    writeMergeKey(key)
    return key
  }
  return { device, restore, keepDevice, mergeKey }
}

/**
 * Signing in, in whatever way, brings the lines of the device along; signing out shows nobody else's cart, and neither
 * does going over to another account.
 */
const followMember = (member: () => string | null, arrive: () => Promise<void>, forget: () => void): void => {
  watch(member, (now) => {
    forget()
    if (now !== null) void arrive().catch(() => undefined)
  })
}

/**
 * The cart. Before sign-in it is a list of SKUs on the device, priced by the server; afterwards it is the server's.
 * Changes show at once and are taken back when the server refuses them.
 */
export const useCart = defineStore('cart', () => {
  const session = useSession()
  const { device, restore, keepDevice, mergeKey } = useDeviceLines()
  const { view, show, take, forget } = useShownCart()

  const deviceQty = computed(() => device.value.reduce((sum, line) => sum + line.qty, 0))
  const count = computed(() => (session.signedIn ? (view.value?.totalQty ?? 0) + deviceQty.value : deviceQty.value))

  const onDevice = deviceCart(device, keepDevice)
  const source = () => (session.signedIn ? memberCart : onDevice)

  /** Brings what the device holds into the member's cart; the same key until it has worked, so nothing counts twice. */
  const merge = async (): Promise<void> => {
    if (!session.signedIn || device.value.length === 0) return
    await take(api.order.mergeCart({ body: { lines: linesOf(device.value) }, idempotencyKey: mergeKey() }))
    keepDevice([])
  }

  const load = async (): Promise<void> => {
    if (session.signedIn && device.value.length > 0) return merge()
    return take(source().load())
  }

  const add = async (line: SkuQty): Promise<void> => {
    if (session.signedIn) return take(api.order.addLine({ body: line, idempotencyKey: newActionKey() }))
    keepDevice(withAdded(device.value, line))
    // The page that shows the cart asks for prices; adding works without a network.
    forget()
  }

  /** Only what is shown: the number follows each tap, the request comes after the last one. */
  const preview = (id: string, qty: number) => show((line) => (line.id === id ? { ...line, qty } : line))

  const setQty = (id: string, qty: number): Promise<void> => {
    const before = preview(id, qty)
    return take(source().setQty(id, qty), before)
  }

  const setSku = (id: string, line: SkuQty): Promise<void> => take(source().setSku(id, line))

  const select = (ids: string[], selected: boolean): Promise<void> => {
    const before = show((line) => (ids.indexOf(line.id) >= 0 ? { ...line, selected } : line))
    return take(source().select(ids, selected), before)
  }

  /** Takes a line out and answers what it was, so that it can be put back. */
  const remove = async (id: string): Promise<DeviceLine | null> => {
    const gone = view.value?.items.find((line) => line.id === id)
    if (!gone) return null
    const before = show((line) => (line.id === id ? null : line))
    await take(source().remove(id), before)
    return { skuId: gone.skuId, qty: gone.qty, selected: gone.selected }
  }

  followMember(() => session.member?.id ?? null, load, forget)

  return { view, device, count, restore, load, merge, add, preview, setQty, setSku, select, remove, clear: forget }
})

/** As it was: what did not count to the sum does not count to it again, unless the same goods were chosen meanwhile. */
export const putBack = async (cart: ReturnType<typeof useCart>, { selected, ...line }: DeviceLine): Promise<void> => {
  await cart.add(line)
  await cart.load()
  const again = cart.view?.items.find(({ skuId }) => skuId === line.skuId)
  if (again?.qty === line.qty && !selected) await cart.select([again.id], false)
}
