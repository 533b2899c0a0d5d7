import type { AddressView } from '@jishi/contracts/identity/identity.schema'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { QuoteBody, QuoteView } from '@jishi/contracts/order/order.schema'
import { api, codeOf } from '@/api'
import { chosenAddressId } from '@/composables/chosen-address'
import { useCart } from '@/stores/cart'

/** What the page shows: the price of these goods sent to this address, as the server says. */
export interface Checkout {
  address: AddressView | null
  hasAddresses: boolean
  quote: QuoteView
  /** Exactly what was priced; the order is placed with the same words. */
  asked: QuoteBody
}

const addressOf = (addresses: readonly AddressView[]): AddressView | null =>
  addresses.find((address) => address.id === chosenAddressId.value) ??
  addresses.find((address) => address.isDefault) ??
  addresses[0] ??
  null

/** What is to be priced. Coupons are named only where the shopper chose them; else the shop takes the best. */
export interface Wanted {
  bought: SkuQty | null
  couponIds: string[] | null
  /** What was won in a flash sale and is bought at its price. */
  take: string | null
}

const quoteBody = async ({ bought, couponIds, take }: Wanted, addressId: string | undefined): Promise<QuoteBody> => {
  const to = { ...(addressId === undefined ? {} : { addressId }), ...(couponIds === null ? {} : { couponIds }) }
  const kind = take === null ? {} : { kind: { code: 'seckill', ref: take } }
  if (bought) return { source: 'buyNow', lines: [bought], ...kind, ...to }
  const cart = useCart()
  await cart.load()
  return { source: 'cart', cartVersion: cart.view?.cartVersion ?? 0, ...to }
}

const priced = async (wanted: Wanted, addressId: string | undefined): Promise<Pick<Checkout, 'quote' | 'asked'>> => {
  const asked = await quoteBody(wanted, addressId)
  return { asked, quote: await api.order.quote({ body: asked }) }
}

/** Asks for the price of the selected lines of the cart, or of what was bought at once. */
export const askCheckout = async (wanted: Wanted): Promise<Checkout> => {
  const addresses = (await api.identity.addresses()).items
  const address = addressOf(addresses)
  const rest = { address, hasAddresses: addresses.length > 0 }
  try {
    return { ...rest, ...(await priced(wanted, address?.id)) }
  } catch (error) {
    // Another device touched the cart between reading and pricing it: read once more.
    if (codeOf(error) !== 'CART_CHANGED') throw error
    return { ...rest, ...(await priced(wanted, address?.id)) }
  }
}
