import type { FreshOperator, OperatorRow } from '@jishi/contracts/identity/operators.schema'
import { useQueryClient } from '@tanstack/vue-query'
import { shallowRef } from 'vue'
import { api } from '@/api'
import { askFirst } from '@/composables/ask-first'
import { useWrite } from '@/composables/use-write'
import { t } from '@/copy'
import { ElMessage } from '@/element'

/** What can be done to an account from its row. What ends somebody's work is asked about first. */
export const useOperatorActs = () => {
  const queryClient = useQueryClient()
  const { error, write } = useWrite()
  const shown = shallowRef<FreshOperator | null>(null)

  const told = <Reply>(reply: Reply | undefined): Reply | undefined => {
    if (reply === undefined) ElMessage.error(error.value?.message ?? t('error.unknown'))
    else void queryClient.invalidateQueries({ queryKey: ['operators'] })
    return reply
  }
  const disable = async ({ id, displayName }: OperatorRow): Promise<void> => {
    if (!(await askFirst(t('operator.disable.ask', { name: displayName })))) return
    const done = told(
      await write(['disable', id], (idempotencyKey) => api.operators.disable({ params: { id }, idempotencyKey })),
    )
    if (done !== undefined) ElMessage.success(t('operator.done'))
  }
  const enable = async ({ id }: OperatorRow): Promise<void> => {
    const done = told(
      await write(['enable', id], (idempotencyKey) => api.operators.enable({ params: { id }, idempotencyKey })),
    )
    if (done !== undefined) ElMessage.success(t('operator.done'))
  }
  const reset = async ({ id, displayName }: OperatorRow): Promise<void> => {
    if (!(await askFirst(t('operator.reset.ask', { name: displayName })))) return
    shown.value =
      told(
        await write(['reset', id], (idempotencyKey) => api.operators.resetPassword({ params: { id }, idempotencyKey })),
      ) ?? null
  }
  return { shown, disable, enable, reset }
}
