import { ref } from 'vue'
import { platform } from '#platform'

const CHECKOUT = 'pkg-order/checkout/checkout'

/** The address picked for the order at hand, by the address pages for the checkout page. */
export const chosenAddressId = ref<string | null>(null)

/** Back over however many address pages lie above the checkout. */
export const backToCheckout = (): void => {
  const pages = getCurrentPages()
  for (let below = 1; below < pages.length; below += 1) {
    if (pages[pages.length - 1 - below]?.route !== CHECKOUT) continue
    uni.navigateBack({ delta: below })
    return
  }
  platform.back()
}
