import type { ReviewVote } from '@jishi/contracts/review/review.schema'
import { shallowRef, type Ref } from 'vue'
import { api, wordsOf } from '@/api'
import { places } from '@/composables/places'
import { toast } from '@/composables/toast'
import { useSession } from '@/stores/session'

export interface Votes {
  /** How the reviews stand that were voted on; all others stand as they were read. */
  standings: Ref<ReadonlyMap<string, Partial<ReviewVote>>>
  /** Learns which reviews of a product the shopper found helpful already. */
  learn(productId: string): Promise<void>
  toggle(reviewId: string): Promise<void>
}

/** Which reviews somebody finds helpful. Who is not signed in is led there. */
export const useVotes = (): Votes => {
  const session = useSession()
  const standings = shallowRef<ReadonlyMap<string, Partial<ReviewVote>>>(new Map())
  const busy = new Set<string>()
  const put = (id: string, standing: Partial<ReviewVote>): void => {
    standings.value = new Map([...standings.value, [id, standing]])
  }

  const learn = async (productId: string): Promise<void> => {
    if (!session.signedIn || productId === '') return
    try {
      const { reviewIds } = await api.review.votes({ params: { id: productId } })
      standings.value = new Map([
        ...reviewIds.map((id): [string, Partial<ReviewVote>] => [id, { voted: true }]),
        ...standings.value,
      ])
    } catch {
      // The votes are beside the reviews; without an answer these are whole.
    }
  }

  const toggle = async (reviewId: string): Promise<void> => {
    if (!session.signedIn) return places.signIn()
    if (busy.has(reviewId)) return
    busy.add(reviewId)
    const params = { id: reviewId }
    try {
      const voted = standings.value.get(reviewId)?.voted === true
      put(reviewId, await (voted ? api.review.takeBack({ params }) : api.review.vote({ params })))
    } catch (error) {
      toast(wordsOf(error))
    } finally {
      busy.delete(reviewId)
    }
  }

  return { standings, learn, toggle }
}
