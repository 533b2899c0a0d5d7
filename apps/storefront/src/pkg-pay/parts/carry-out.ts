import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import { ref } from 'vue'
import { platform } from '#platform'
import { toast } from '@/composables/toast'
import { t } from '@/copy/later'

/** The code to scan for a payment that is made on another device's screen; the result page of the same `id` shows it. */
export const codeToScan = ref<{ id: string; picture: string } | null>(null)

/**
 * Hands over to the channel. The result page is put in place first: whichever way the payer comes back, they land where the
 * server is asked. Only a sheet of the platform lies over the page it was begun on.
 */
export const carryOut = async (
  id: string,
  pay: PayInstruction['pay'],
  result: (id: string, paid?: boolean) => Promise<void>,
): Promise<void> => {
  if (pay.kind === 'qr') codeToScan.value = { id, picture: await platform.codePicture(pay.codeUrl) }
  if (pay.kind !== 'jsapi' && pay.kind !== 'trade') {
    await result(id)
    if (pay.kind !== 'qr' && pay.kind !== 'paid') await platform.pay(pay)
    return
  }
  const outcome = await platform.pay(pay)
  if (outcome === 'failed') toast(t('pay.failed'))
  if (outcome === 'unsupported') toast(t('pay.unsupported'))
  await result(id, outcome === 'done' || outcome === 'processing')
}
