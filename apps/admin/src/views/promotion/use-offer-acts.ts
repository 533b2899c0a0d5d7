import type { OfferView } from '@jishi/contracts/promotion/offers.schema'
import { useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { ActionKey } from '@/api/action-key'
import { askFirst } from '@/composables/ask-first'
import { useAttempt } from '@/composables/use-attempt'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { useSession } from '@/stores/session'
import type { OfferAct } from './offer-words'

/** Launching, approving, stopping, cloning and throwing away: asked first where it cannot be taken back. */
export const useOfferActs = () => {
  const session = useSession()
  const router = useRouter()
  const queries = useQueryClient()
  const key = new ActionKey()
  const rights = computed(() => ({
    write: session.can('promotion.write'),
    approve: session.can('promotion.approve'),
  }))
  const { busy, attempt } = useAttempt(() => queries.invalidateQueries({ queryKey: ['offers'] }))

  const calls: Readonly<Record<OfferAct, (offer: OfferView, idempotencyKey: string) => Promise<unknown>>> = {
    launch: async ({ id, version }, idempotencyKey) => {
      const { id: launched } = await api.offers.launch({ params: { id }, body: { version }, idempotencyKey })
      const { phase } = await api.offers.one({ params: { id: launched } })
      ElMessage.success(t(phase === 'awaiting_approval' ? 'offer.awaits' : 'offer.launched'))
    },
    approve: ({ id, version }, idempotencyKey) =>
      api.offers.approve({ params: { id }, body: { version }, idempotencyKey }),
    stop: ({ id }, idempotencyKey) => api.offers.stop({ params: { id }, idempotencyKey }),
    discard: ({ id }, idempotencyKey) => api.offers.discard({ params: { id }, idempotencyKey }),
    clone: async ({ id }, idempotencyKey) => {
      const copy = await api.offers.clone({ params: { id }, idempotencyKey })
      await router.push({ name: 'offer', params: { id: copy.id } })
    },
  }
  const act = async (doing: OfferAct, offer: OfferView): Promise<void> => {
    if (doing !== 'clone' && !(await askFirst(t(`offer.ask.${doing}`, { name: offer.name })))) return
    const done = await attempt(() => calls[doing](offer, key.of([doing, offer.id, offer.version])))
    if (done) key.answered()
  }
  return { rights, busy, act }
}
