import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'
import { useKeptForm } from '@/composables/use-kept-form'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { freshSeckill, seckillBodyOf, seckillDraftOf } from './seckill-draft'

/**
 * The form of one session: loaded, typed in, read, saved. It is saved over the version that was on the screen when the typing
 * began, whatever was fetched since: what somebody else saved in between is told, and nothing typed is lost over it.
 */
export const useSeckillForm = (id: () => string | undefined) => {
  const router = useRouter()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => ['seckill', 'one', id()]),
    queryFn: () => api.seckillDesk.one({ params: { id: id() ?? '' } }),
    enabled: computed(() => id() !== undefined),
  })
  const activity = computed(() => (id() === undefined ? undefined : query.data.value))
  const form = useKeptForm({ id, stored: () => activity.value, fresh: freshSeckill, draftOf: seckillDraftOf })
  const base = shallowRef(0)
  watch(
    () => [id(), activity.value?.version] as const,
    () => {
      if (!form.dirty.value) base.value = activity.value?.version ?? 0
    },
    { immediate: true },
  )
  const overtaken = computed(() => form.dirty.value && base.value > 0 && activity.value?.version !== base.value)
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['seckill'] })

  const save = async (): Promise<void> => {
    const { body, flaws } = seckillBodyOf(form.draft.value)
    if (!form.readable(flaws)) return
    const known = id()
    const version = base.value
    const saved = await form.write([known, version, body], (idempotencyKey) =>
      known === undefined
        ? api.seckillDesk.create({ body, idempotencyKey })
        : api.seckillDesk.change({ params: { id: known }, body: { ...body, version }, idempotencyKey }),
    )
    if (saved === undefined) return void (await refresh())
    form.keep()
    queries.setQueryData(['seckill', 'one', saved.id], saved)
    base.value = saved.version
    ElMessage.success(t('write.saved'))
    if (known === undefined) await router.replace({ name: 'seckill', params: { id: saved.id } })
    await refresh()
  }
  const keepMine = async (): Promise<void> => {
    base.value = activity.value?.version ?? base.value
    await save()
  }
  const takeTheirs = (): void => {
    if (activity.value === undefined) return
    form.draft.value = seckillDraftOf(activity.value)
    form.keep()
    base.value = activity.value.version
  }
  /** That somebody else has saved is told in words of its own. */
  const general = computed(() => (form.general.value?.code === 'VERSION_CONFLICT' ? null : form.general.value))
  return {
    ...{ ...form, general, activity, overtaken, refresh, save, keepMine, takeTheirs },
    loadError: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    fixed: computed(() => activity.value !== undefined && activity.value.state !== 'draft'),
  }
}
