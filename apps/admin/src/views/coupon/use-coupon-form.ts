import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'
import { askFirst } from '@/composables/ask-first'
import { useKeptForm } from '@/composables/use-kept-form'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { couponBodyOf, couponDraftOf, freshCoupon } from './coupon-draft'

/** One coupon template: loaded, typed in, saved, launched, stopped. */
export const useCouponForm = (id: () => string | undefined) => {
  const router = useRouter()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => ['coupon-templates', 'one', id()]),
    queryFn: () => api.coupons.template({ params: { id: id() ?? '' } }),
    enabled: computed(() => id() !== undefined),
  })
  const template = computed(() => (id() === undefined ? undefined : query.data.value))
  const form = useKeptForm({
    ...{ id, stored: () => template.value, fresh: freshCoupon, draftOf: couponDraftOf },
    // A whole template is changed under the name of one property.
    pathOf: (path) => path.replace(/^template\./, ''),
  })
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['coupon-templates'] })

  const save = async (): Promise<void> => {
    const { body, flaws } = couponBodyOf(form.draft.value)
    if (!form.readable(flaws)) return
    const known = template.value
    const saved = await form.write([known?.id, known?.version, body], (idempotencyKey) =>
      known === undefined
        ? api.coupons.createTemplate({ body, idempotencyKey })
        : api.coupons.changeTemplate({
            params: { id: known.id },
            body: { version: known.version, template: body },
            idempotencyKey,
          }),
    )
    if (saved === undefined) return
    form.keep()
    ElMessage.success(t('write.saved'))
    await refresh()
    if (known === undefined) await router.replace({ name: 'coupon', params: { id: saved.id } })
  }
  const move = async (way: 'launch' | 'stop'): Promise<void> => {
    const known = template.value
    if (known === undefined || !(await askFirst(t(`coupon.ask.${way}`, { name: known.name })))) return
    const call = { params: { id: known.id }, body: { version: known.version } }
    await form.write([way, known.id, known.version], (idempotencyKey) => api.coupons[way]({ ...call, idempotencyKey }))
    await refresh()
  }
  return {
    ...{ ...form, template, refresh, save, move },
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    fixed: computed(() => template.value !== undefined && template.value.state !== 'draft'),
  }
}
