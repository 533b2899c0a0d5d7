import type { Claimable } from '@jishi/contracts/promotion/coupons.schema'
import { ref, type Ref } from 'vue'
import { api, newActionKey, wordsOf } from '@/api'
import { usePages, type PagedList } from '@/composables/pages'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '@/copy/later'
import { useSession } from '@/stores/session'

export type Offered = Claimable & { id: string }

export interface Claiming {
  offered: PagedList<Offered>
  busy: Ref<boolean>
  claim(coupon: Offered): Promise<void>
}

/** Coupons that can be had, of the whole shop or for one product; signed in with what the person has of them already. */
export const useClaiming = (product?: () => string): Claiming => {
  const session = useSession()
  const busy = ref(false)
  let wish = { templateId: '', key: '' }

  const offered = usePages<Offered>(async (cursor) => {
    const query = { cursor, product: product?.() }
    const page = await (session.signedIn ? api.coupons.centreOfMember({ query }) : api.coupons.centre({ query }))
    return { ...page, items: page.items.map((one) => ({ ...one, id: one.templateId })) }
  })

  /** Trying the same one again after a lost answer asks under the same key: it is had once. */
  const keyFor = (templateId: string): string => {
    if (wish.templateId !== templateId) wish = { templateId, key: newActionKey() }
    return wish.key
  }

  const claim = async ({ templateId }: Offered): Promise<void> => {
    if (busy.value) return
    if (!session.signedIn) return places.signIn()
    busy.value = true
    try {
      await api.coupons.claim({ body: { templateId }, idempotencyKey: keyFor(templateId) })
      wish = { templateId: '', key: '' }
      toastDone(t('coupon.claimed'))
      await offered.restart(true)
    } catch (error) {
      toast(wordsOf(error))
    } finally {
      busy.value = false
    }
  }

  return { offered, busy, claim }
}
