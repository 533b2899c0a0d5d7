import type { SeckillCard, SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import type { ApiError } from '@/api/api-error'
import { askFirst } from '@/composables/ask-first'
import { useWrite } from '@/composables/use-write'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { useSession } from '@/stores/session'
import { questionOf, type SeckillAct } from './seckill-words'

export type Activity = SeckillCard | SeckillView
type Turn = Exclude<SeckillAct, 'clone'>

/** Why a session was not armed. It stands beside the goods, also when it was asked for in the list. */
const refused = shallowRef<{ readonly id: string; readonly version: number; readonly error: ApiError } | null>(null)

const calls: Readonly<Record<Turn, (activity: Activity, idempotencyKey: string) => Promise<unknown>>> = {
  arm: ({ id, version }, idempotencyKey) => api.seckillDesk.arm({ params: { id }, body: { version }, idempotencyKey }),
  disarm: ({ id, version }, idempotencyKey) =>
    api.seckillDesk.disarm({ params: { id }, body: { version }, idempotencyKey }),
  stop: ({ id }, idempotencyKey) => api.seckillDesk.stop({ params: { id }, idempotencyKey }),
  discard: ({ id }, idempotencyKey) => api.seckillDesk.discard({ params: { id }, idempotencyKey }),
}

/** Arming, taking back, stopping, cloning, throwing away and agreeing to prices below a floor. */
export const useSeckillActs = () => {
  const session = useSession()
  const router = useRouter()
  const queries = useQueryClient()
  const { busy, error, write } = useWrite()
  const cloning = shallowRef<Activity | null>(null)
  const rights = computed(() => ({
    write: session.can('seckill.write'),
    approve: session.can('promotion.approve'),
  }))

  const tell = async (doing: Turn, { id, version }: Activity, why: ApiError): Promise<void> => {
    if (doing !== 'arm') return void ElMessage.error(why.message)
    refused.value = { id, version, error: why }
    await router.push({ name: 'seckill', params: { id } })
  }
  const act = async (doing: SeckillAct, activity: Activity): Promise<void> => {
    if (doing === 'clone') return void (cloning.value = activity)
    if (!(await askFirst(questionOf(doing, activity)))) return
    refused.value = null
    const done = await write([doing, activity.id, activity.version], async (idempotencyKey) => {
      await calls[doing](activity, idempotencyKey)
      return true
    })
    if (done === true) ElMessage.success(t(`seckill.done.${doing}`))
    else if (error.value !== null) await tell(doing, activity, error.value)
    if (done === true && doing === 'discard') {
      await router.replace({ name: 'seckill-list' })
      queries.removeQueries({ queryKey: ['seckill', 'one', activity.id] })
    }
    await queries.invalidateQueries({ queryKey: ['seckill'] })
  }
  const agree = async ({ id, version }: Activity): Promise<void> => {
    const agreed = await write(['agree', id, version], (idempotencyKey) =>
      api.seckillDesk.agree({ params: { id }, body: { version }, idempotencyKey }),
    )
    if (agreed !== undefined) {
      refused.value = null
      ElMessage.success(t('seckill.agreed'))
    } else if (error.value !== null) ElMessage.error(error.value.message)
    await queries.invalidateQueries({ queryKey: ['seckill'] })
  }
  /** Why this version was not armed; what is changed may be tried again without the old words beside it. */
  const refusalOf = ({ id, version }: Activity): ApiError | null =>
    refused.value?.id === id && refused.value.version === version ? refused.value.error : null
  return { rights, busy, cloning, act, agree, refusalOf }
}
