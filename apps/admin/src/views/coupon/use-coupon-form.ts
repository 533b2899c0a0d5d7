import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError, fieldsRefused } from '@/api/api-error'
import { askFirst } from '@/composables/ask-first'
import { useWrite } from '@/composables/use-write'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { couponBodyOf, couponDraftOf, freshCoupon } from './coupon-draft'

/** One coupon template: loaded, typed in, saved, launched, stopped. */
export const useCouponForm = (id: () => string | undefined) => {
  const router = useRouter()
  const queries = useQueryClient()
  const draft = ref(freshCoupon())
  const kept = shallowRef(JSON.stringify(draft.value))
  const typedWrong = shallowRef(new Map<string, string>())
  const { busy, error, write, forget } = useWrite()
  const query = useQuery({
    queryKey: computed(() => ['coupon-templates', 'one', id()]),
    queryFn: () => api.coupons.template({ params: { id: id() ?? '' } }),
    enabled: computed(() => id() !== undefined),
  })
  const template = computed(() => (id() === undefined ? undefined : query.data.value))
  const dirty = computed(() => JSON.stringify(draft.value) !== kept.value)
  const take = (): void => {
    draft.value = template.value === undefined ? freshCoupon() : couponDraftOf(template.value)
    kept.value = JSON.stringify(draft.value)
    typedWrong.value = new Map()
    forget()
  }
  // What somebody is typing is not replaced by what another one saved: the version tells them when they save.
  watch(
    () => [id(), template.value?.version] as const,
    ([now], before) => {
      if (!dirty.value || before?.[0] !== now) take()
    },
    { immediate: true },
  )
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['coupon-templates'] })

  const save = async (): Promise<void> => {
    const { body, flaws } = couponBodyOf(draft.value)
    typedWrong.value = new Map([...flaws].map(([path, key]) => [path, t(key)]))
    if (flaws.size > 0) return
    const known = template.value
    const saved = await write([known?.id, known?.version, body], (idempotencyKey) =>
      known === undefined
        ? api.coupons.createTemplate({ body, idempotencyKey })
        : api.coupons.changeTemplate({
            params: { id: known.id },
            body: { version: known.version, template: body },
            idempotencyKey,
          }),
    )
    if (saved === undefined) return
    kept.value = JSON.stringify(draft.value)
    ElMessage.success(t('write.saved'))
    await refresh()
    if (known === undefined) await router.replace({ name: 'coupon', params: { id: saved.id } })
  }
  const move = async (way: 'launch' | 'stop'): Promise<void> => {
    const known = template.value
    if (known === undefined || !(await askFirst(t(`coupon.ask.${way}`, { name: known.name })))) return
    const call = { params: { id: known.id }, body: { version: known.version } }
    await write([way, known.id, known.version], (idempotencyKey) => api.coupons[way]({ ...call, idempotencyKey }))
    await refresh()
  }
  /** The server's paths begin with `template.` where a whole one is changed. */
  const refused = computed(() => {
    const fields = error.value === null ? [] : [...fieldsRefused(error.value)]
    return fields.map(([path, told]) => [path.replace(/^template\./, ''), told] as const)
  })
  const errors = computed(() => new Map([...refused.value, ...typedWrong.value]))
  return {
    ...{ draft, template, dirty, busy, errors, refresh, save, move },
    general: computed(() => (errors.value.size === 0 ? error.value : null)),
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    fixed: computed(() => template.value !== undefined && template.value.state !== 'draft'),
  }
}
