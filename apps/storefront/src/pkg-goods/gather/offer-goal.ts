import { computed } from 'vue'
import { api, named } from '@/api'
import { hintShown } from '@/components/offer/hint'
import { useLoad } from '@/composables/load'
import { momentText } from '@/composables/words'
import { useCart } from '@/stores/cart'
import { offerWords } from '../offer-words'
import { t } from '../words/copy'
import type { Goal } from './goal'

/** Goods for a promotion: the cart itself says how far it has come. */
export const offerGoal = (id: string): Goal => {
  const cart = useCart()
  const offer = useLoad(() => api.offers.shown({ params: { id: named(id) } }))

  const face = computed(() => {
    const shown = offer.value.value
    if (shown === null) return null
    const when = t('deals.until', { time: momentText(shown.untilAt) })
    return { label: offerWords(shown), lines: [`${shown.scopeText} · ${when}`, ...shown.words] }
  })
  const missing = computed(() => {
    const view = cart.view
    const hint = view?.hints.find((one) => one.offerId === id)
    return view && hint ? hintShown(hint, view.items) : null
  })
  const reached = computed(() => cart.view?.rules.some((rule) => rule.applied && rule.code === `offer.${id}`) ?? false)
  const state = computed(() => t(reached.value ? 'gather.reached' : 'gather.none'))

  return {
    ...{ face, missing, state, error: offer.error },
    over: t('gather.over'),
    goods: () => ({ offer: id }),
    load: async () => void (await Promise.all([offer.run(), cart.load().catch(() => undefined)])),
    follow: () => cart.load(),
  }
}
