import { onShow } from '@dcloudio/uni-app'
import { watch } from 'vue'
import { locale, t } from '@/copy'
import { useCart } from '@/stores/cart'

const CART_TAB = 2
const MOST = 99

const paint = (count: number): void => {
  const quiet = { index: CART_TAB, fail: () => undefined }
  if (count > 0) uni.setTabBarBadge({ ...quiet, text: count > MOST ? `${MOST}+` : String(count) })
  else uni.removeTabBarBadge(quiet)
}

const name = (): void => {
  const words = [t('nav.home'), t('nav.category'), t('nav.cart'), t('nav.me')]
  words.forEach((text, index) => uni.setTabBarItem({ index, text, fail: () => undefined }))
}

/** Keeps the tab bar's cart count and its words right while a tab page is shown. */
export const useTabBar = (): void => {
  const cart = useCart()
  onShow(() => {
    name()
    paint(cart.count)
  })
  watch(() => cart.count, paint)
  watch(locale, name)
}
