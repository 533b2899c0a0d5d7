import type { OfferBody } from '@jishi/contracts/promotion/offers.schema'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'
import { useKeptForm } from '@/composables/use-kept-form'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { freshOffer, offerBodyOf, offerDraftOf } from './offer-draft'

/** The form of one promotion: loaded, typed in, read, saved. */
export const useOfferForm = (id: () => string | undefined) => {
  const router = useRouter()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => ['offers', 'one', id()]),
    queryFn: () => api.offers.one({ params: { id: id() ?? '' } }),
    enabled: computed(() => id() !== undefined),
  })
  const offer = computed(() => (id() === undefined ? undefined : query.data.value))
  const form = useKeptForm({ id, stored: () => offer.value, fresh: freshOffer, draftOf: offerDraftOf })

  const readBody = (): OfferBody | null => {
    const { body, flaws } = offerBodyOf(form.draft.value)
    return form.readable(flaws) ? body : null
  }
  const save = async (): Promise<void> => {
    const body = readBody()
    if (body === null) return
    const known = offer.value
    const saved = await form.write([known?.id, known?.version, body], (idempotencyKey) =>
      known === undefined
        ? api.offers.add({ body, idempotencyKey })
        : api.offers.change({ params: { id: known.id }, body: { ...body, version: known.version }, idempotencyKey }),
    )
    if (saved === undefined) return
    form.keep()
    ElMessage.success(t('write.saved'))
    await queries.invalidateQueries({ queryKey: ['offers'] })
    if (known === undefined) await router.replace({ name: 'offer', params: { id: saved.id } })
  }
  return {
    ...form,
    offer,
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    fixed: computed(() => offer.value !== undefined && offer.value.phase !== 'draft'),
    readBody,
    save,
  }
}
