import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { ref } from 'vue'
import { platform } from '#platform'
import type { PayOutcome } from '@/platform/types'

/** The code to scan for a payment that is made on another device's screen; the result page of the same `id` shows it. */
export const codeToScan = ref<{ id: string; picture: string } | null>(null)

/**
 * Hands over to the channel. A sheet of the platform lies over the page it was begun on, and answers how it ended. Everything
 * else is `left`: the result page was put in place first, so whichever way the payer comes back, they land where the server
 * is asked.
 */
export const handOver = async (id: string, pay: PayCall, toResult: () => Promise<void>): Promise<PayOutcome> => {
  if (pay.kind === 'jsapi' || pay.kind === 'trade') return platform.pay(pay)
  if (pay.kind === 'qr') codeToScan.value = { id, picture: await platform.codePicture(pay.codeUrl) }
  await toResult()
  if (pay.kind === 'redirect' || pay.kind === 'form') await platform.pay(pay)
  return 'left'
}
