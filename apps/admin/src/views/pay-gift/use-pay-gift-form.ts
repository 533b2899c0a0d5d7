import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'
import { askFirst } from '@/composables/ask-first'
import { useKeptForm } from '@/composables/use-kept-form'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { freshPayGift, payGiftBodyOf, payGiftDraftOf } from './pay-gift-draft'

export type PayGiftTurn = 'launch' | 'pause' | 'resume' | 'stop'

/** One rule of gifts: loaded, typed in, saved, launched, paused, stopped. */
export const usePayGiftForm = (id: () => string | undefined) => {
  const router = useRouter()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => ['pay-gifts', 'one', id()]),
    queryFn: () => api.payGifts.one({ params: { id: id() ?? '' } }),
    enabled: computed(() => id() !== undefined),
  })
  const gift = computed(() => (id() === undefined ? undefined : query.data.value))
  const form = useKeptForm({
    ...{ id, stored: () => gift.value, fresh: freshPayGift, draftOf: payGiftDraftOf },
    // A whole rule is changed under the name of one property, and its gift is one field.
    pathOf: (path) => path.replace(/^rule\./, '').replace(/^gift\..*/, 'gift'),
  })
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['pay-gifts'] })

  const save = async (): Promise<void> => {
    const { body, flaws } = payGiftBodyOf(form.draft.value)
    if (!form.readable(flaws)) return
    const known = gift.value
    const saved = await form.write([known?.id, known?.version, body], (idempotencyKey) =>
      known === undefined
        ? api.payGifts.create({ body, idempotencyKey })
        : api.payGifts.change({
            params: { id: known.id },
            body: { version: known.version, rule: body },
            idempotencyKey,
          }),
    )
    if (saved === undefined) return
    form.keep()
    ElMessage.success(t('write.saved'))
    await refresh()
    if (known === undefined) await router.replace({ name: 'pay-gift', params: { id: saved.id } })
  }
  const turn = async (way: PayGiftTurn): Promise<void> => {
    const known = gift.value
    if (known === undefined || !(await askFirst(t(`payGift.ask.${way}`, { name: known.name })))) return
    const call = { params: { id: known.id }, body: { version: known.version } }
    await form.write([way, known.id, known.version], (idempotencyKey) => api.payGifts[way]({ ...call, idempotencyKey }))
    await refresh()
  }
  return {
    ...{ ...form, gift, save, turn },
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    fixed: computed(() => gift.value !== undefined && gift.value.state !== 'draft'),
  }
}
