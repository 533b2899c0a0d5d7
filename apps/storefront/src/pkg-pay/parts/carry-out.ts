import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import { handOver } from '@/composables/hand-over'
import { toast } from '@/composables/toast'
import { t } from '@/copy/later'

/** Hands over to the channel, with the result page in place. `result`: whether the cashier says that it was paid, or may have been. */
export const carryOut = async (
  id: string,
  pay: PayInstruction['pay'],
  result: (id: string, paid?: boolean) => Promise<void>,
): Promise<void> => {
  const outcome = await handOver(id, pay, () => result(id))
  if (outcome === 'left') return
  if (outcome === 'failed') toast(t('pay.failed'))
  if (outcome === 'unsupported') toast(t('pay.unsupported'))
  await result(id, outcome === 'done' || outcome === 'processing')
}
