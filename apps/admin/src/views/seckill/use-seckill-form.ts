import { useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api'
import { useDeskForm } from '@/composables/use-desk-form'
import { freshSeckill, seckillBodyOf, seckillDraftOf } from './seckill-draft'

/** The form of one session: loaded, typed in, read, saved. */
export const useSeckillForm = (id: () => string | undefined) => {
  const queries = useQueryClient()
  const { stored: activity, ...form } = useDeskForm({
    ...{ id, name: 'seckill', room: 'seckill' },
    ...{ fresh: freshSeckill, draftOf: seckillDraftOf, bodyOf: seckillBodyOf },
    load: (known) => api.seckillDesk.one({ params: { id: known } }),
    create: (body, idempotencyKey) => api.seckillDesk.create({ body, idempotencyKey }),
    change: async ({ id: known, version }, body, idempotencyKey) => {
      const saved = await api.seckillDesk.change({ params: { id: known }, body: { ...body, version }, idempotencyKey })
      // Whoever arms it right after saving arms what was saved, not what was fetched before.
      queries.setQueryData(['seckill', 'one', known], saved)
      return saved
    },
  })
  return {
    ...{ ...form, activity },
    fixed: computed(() => activity.value !== undefined && activity.value.state !== 'draft'),
  }
}
