import type { CartLine, CartView } from '@jishi/contracts/order/cart.schema'
import { ref, type Ref } from 'vue'
import { withSums } from './cart-device'

export interface ShownCart {
  view: Ref<CartView | null>
  /** Shows a change before the server has agreed; returns what stood before, to hand to `take`. */
  show(change: (line: CartLine) => CartLine | null): CartView | null
  /** Shows the answer of a call; when it is refused, what stood before comes back. */
  take(call: Promise<CartView>, before?: CartView | null): Promise<void>
  forget(): void
}

/** What the shopper sees of the cart. Answers may overtake each other: only the answer to the newest call is shown. */
export const useShownCart = (): ShownCart => {
  const view = ref<CartView | null>(null)
  let newest = 0

  const show = (change: (line: CartLine) => CartLine | null): CartView | null => {
    const before = view.value
    if (before) {
      const items = before.items.map(change).filter((line): line is CartLine => line !== null)
      view.value = withSums(before, items)
    }
    return before
  }

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

  const forget = (): void => {
    newest += 1
    view.value = null
  }

  return { view, show, take, forget }
}
