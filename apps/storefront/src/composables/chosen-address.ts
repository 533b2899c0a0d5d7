import { ref } from 'vue'
import { platform } from '#platform'

const ORDERING = ['pkg-order/checkout/checkout', 'pkg-order/order/order']

/** The address picked for the order at hand, by the address pages for the page that asked. */
export const chosenAddressId = ref<string | null>(null)

/** Back over however many address pages lie above the checkout or the order. */
export const backToCheckout = (): void => {
  const pages = getCurrentPages()
  for (let below = 1; below < pages.length; below += 1) {
    if (ORDERING.indexOf(pages[pages.length - 1 - below]?.route ?? '') < 0) continue
    uni.navigateBack({ delta: below })
    return
  }
  platform.back()
}
