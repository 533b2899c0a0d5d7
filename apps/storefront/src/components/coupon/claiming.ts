import type { Claimable } from '@jishi/contracts/promotion/coupons.schema'
import { ref, type Ref } from 'vue'
import { api, newActionKey, wordsOf } from '@/api'
import { usePages, type PagedList } from '@/composables/pages'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '@/copy/later'
import { useSession } from '@/stores/session'

export type Offered = Claimable & { id: string }

interface Outcome {
  had: string[]
  refused: unknown[]
}

export interface Claiming {
  offered: PagedList<Offered>
  busy: Ref<boolean>
  /** One or several, each for itself: what is refused keeps the others from nobody. Answers the ids of those that are had. */
  claim(...coupons: Offered[]): Promise<string[]>
}

const tell = ({ had, refused }: Outcome): void => {
  if (refused.length === 0) return toastDone(t('coupon.claimed'))
  const why = wordsOf(refused[0])
  toast(had.length === 0 ? why : t('coupon.claimedSome', { n: had.length, left: refused.length, why }))
}

/** Coupons that can be had, of the whole shop or for one product; signed in with what the person has of them already. */
export const useClaiming = (product?: () => string): Claiming => {
  const session = useSession()
  const busy = ref(false)
  const keys = new Map<string, string>()

  const offered = usePages<Offered>(async (cursor) => {
    const query = { cursor, product: product?.() }
    const page = await (session.signedIn ? api.coupons.centreOfMember({ query }) : api.coupons.centre({ query }))
    return { ...page, items: page.items.map((one) => ({ ...one, id: one.templateId })) }
  })

  /** Trying the same one again after a lost answer asks under the same key: it is had once. */
  const keyFor = (templateId: string): string => {
    const key = keys.get(templateId) ?? newActionKey()
    keys.set(templateId, key)
    return key
  }

  const claimAll = async (coupons: readonly Offered[]): Promise<Outcome> => {
    const outcome: Outcome = { had: [], refused: [] }
    for (const { templateId } of coupons) {
      try {
        await api.coupons.claim({ body: { templateId }, idempotencyKey: keyFor(templateId) })
        keys.delete(templateId)
        outcome.had.push(templateId)
      } catch (error) {
        outcome.refused.push(error)
      }
    }
    return outcome
  }

  const claim = async (...coupons: Offered[]): Promise<string[]> => {
    if (busy.value) return []
    if (!session.signedIn) {
      places.signIn()
      return []
    }
    busy.value = true
    const outcome = await claimAll(coupons)
    tell(outcome)
    // After a refusal too: how it stands now says more than the refusal.
    await offered.restart(true)
    busy.value = false
    return outcome.had
  }

  return { offered, busy, claim }
}
