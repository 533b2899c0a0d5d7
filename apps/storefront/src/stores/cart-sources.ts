import type { CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import type { Ref } from 'vue'
import { api } from '@/api'
import { emptyCart, overlaid, withSwapped, type DeviceLine } from './cart-device'

/** Where a cart lives. Each change answers with the whole cart as it then stands. */
export interface CartSource {
  load(): Promise<CartView>
  setQty(lineId: string, qty: number): Promise<CartView>
  /** Another choice of the same product; where it is in the cart already, the two become one line. */
  setSku(lineId: string, line: SkuQty): Promise<CartView>
  select(lineIds: string[], selected: boolean): Promise<CartView>
  remove(lineId: string): Promise<CartView>
}

export const linesOf = (lines: readonly DeviceLine[]): SkuQty[] => lines.map(({ skuId, qty }) => ({ skuId, qty }))

export const memberCart: CartSource = {
  load: () => api.order.cart(),
  setQty: (id, qty) => api.order.changeLine({ params: { id }, body: { qty } }),
  setSku: (id, line) => api.order.changeLine({ params: { id }, body: line }),
  select: (lineIds, selected) => api.order.selectLines({ body: { lineIds, selected } }),
  remove: (id) => api.order.removeLine({ params: { id } }),
}

// What is not chosen must not help a promotion along, so the choice is priced by itself.
const priced = async (lines: readonly DeviceLine[]): Promise<CartView> =>
  lines.length === 0 ? { ...emptyCart } : api.order.previewCart({ body: { lines: linesOf(lines) } })

/** On the device a line is known by its SKU; prices and stock are asked of the server each time. */
export const deviceCart = (lines: Ref<DeviceLine[]>, keep: (next: DeviceLine[]) => void): CartSource => {
  const load = async (): Promise<CartView> => {
    if (lines.value.length === 0) return { ...emptyCart }
    const chosen = lines.value.filter((line) => line.selected)
    const view = await priced(lines.value)
    return overlaid(view, chosen.length === lines.value.length ? view : await priced(chosen), lines.value)
  }
  return {
    load,
    setQty: (id, qty) => {
      keep(lines.value.map((line) => (line.skuId === id ? { ...line, qty } : line)))
      return load()
    },
    setSku: (id, line) => {
      keep(withSwapped(lines.value, id, line))
      return load()
    },
    select: (ids, selected) => {
      keep(lines.value.map((line) => (ids.indexOf(line.skuId) >= 0 ? { ...line, selected } : line)))
      return load()
    },
    remove: (id) => {
      keep(lines.value.filter((line) => line.skuId !== id))
      return load()
    },
  }
}
