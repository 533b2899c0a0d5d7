import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError, fieldsRefused } from '@/api/api-error'
import { useWrite } from '@/composables/use-write'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { freshOffer, offerBodyOf, offerDraftOf } from './offer-draft'

/** The form of one promotion: loaded, typed in, read, saved. */
export const useOfferForm = (id: () => string | undefined) => {
  const router = useRouter()
  const queries = useQueryClient()
  const draft = ref(freshOffer())
  const kept = shallowRef(JSON.stringify(draft.value))
  const typedWrong = shallowRef(new Map<string, string>())
  const { busy, error, write, forget } = useWrite()
  const query = useQuery({
    queryKey: computed(() => ['offers', 'one', id()]),
    queryFn: () => api.offers.one({ params: { id: id() ?? '' } }),
    enabled: computed(() => id() !== undefined),
  })
  const offer = computed(() => (id() === undefined ? undefined : query.data.value))
  const dirty = computed(() => JSON.stringify(draft.value) !== kept.value)
  const take = (): void => {
    draft.value = offer.value === undefined ? freshOffer() : offerDraftOf(offer.value)
    kept.value = JSON.stringify(draft.value)
    typedWrong.value = new Map()
    forget()
  }
  // What somebody is typing is not replaced by what another one saved: the version tells them when they save.
  watch(
    () => [id(), offer.value?.version] as const,
    ([now], before) => {
      if (!dirty.value || before?.[0] !== now) take()
    },
    { immediate: true },
  )

  const readBody = () => {
    const { body, flaws } = offerBodyOf(draft.value)
    typedWrong.value = new Map([...flaws].map(([path, key]) => [path, t(key)]))
    return flaws.size === 0 ? body : null
  }
  const save = async (): Promise<void> => {
    const body = readBody()
    if (body === null) return
    const known = offer.value
    const saved = await write([known?.id, known?.version, body], (idempotencyKey) =>
      known === undefined
        ? api.offers.add({ body, idempotencyKey })
        : api.offers.change({ params: { id: known.id }, body: { ...body, version: known.version }, idempotencyKey }),
    )
    if (saved === undefined) return
    kept.value = JSON.stringify(draft.value)
    ElMessage.success(t('write.saved'))
    await queries.invalidateQueries({ queryKey: ['offers'] })
    if (known === undefined) await router.replace({ name: 'offer', params: { id: saved.id } })
  }
  const refused = computed(() => (error.value === null ? new Map<string, string>() : fieldsRefused(error.value)))
  const errors = computed(() => new Map([...refused.value, ...typedWrong.value]))
  return {
    draft,
    offer,
    dirty,
    busy,
    errors,
    general: computed(() => (errors.value.size === 0 ? error.value : null)),
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    fixed: computed(() => offer.value !== undefined && offer.value.phase !== 'draft'),
    readBody,
    save,
  }
}
