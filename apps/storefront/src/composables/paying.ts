import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { api, asApiError, newActionKey } from '@/api'
import { t } from '@/copy/later'
import { codeToScan, handOver } from './hand-over'
import { tellWeixin, withPayer } from './payer'
import { places } from './places'
import { toast } from './toast'
import { forgetUnfinished, keepUnfinished } from './unfinished-payment'
import { wallets } from './wallets'

/**
 * Where paying begins: on the result page itself, on a page that stays below it, or on one that gives its place to it.
 */
export type PayFrom = 'result' | 'over' | 'instead'

/**
 * How paying went as far as this device can tell: `shown` = the shopper was led to where they can pay, `processing` = they
 * may have paid, `unpaid` = they closed the cashier, `none` = nothing was opened.
 */
export type Paying = 'shown' | 'processing' | 'unpaid' | 'none'

const open = (orderId: string, channel: PaymentChannel, amountFen?: number): Promise<PayInstruction> =>
  api.order.startPayment({ params: { id: orderId }, body: { channel, amountFen }, idempotencyKey: newActionKey() })

const goToResult = (orderId: string, from: PayFrom, hint?: 'processing'): Promise<void> =>
  from === 'result' ? Promise.resolve() : places.payResult(orderId, from === 'over', hint)

/** Hands over to the channel; what became of it is for the server to say. */
export const carryOut = async (orderId: string, from: PayFrom, { pay }: PayInstruction): Promise<Paying> => {
  keepUnfinished(orderId)
  const outcome = await handOver(orderId, pay, () => goToResult(orderId, from))
  if (outcome === 'left') return 'shown'
  if (outcome === 'cancelled') {
    forgetUnfinished()
    toast(t('pay.open'))
    if (from !== 'over') places.orderInstead(orderId)
    return 'unpaid'
  }
  if (outcome === 'unsupported') toast(t('pay.unsupported'))
  if (outcome === 'failed') toast(t('pay.failed'))
  const unpaid = outcome === 'unsupported' || outcome === 'failed'
  await goToResult(orderId, from, unpaid ? undefined : 'processing')
  return unpaid ? 'unpaid' : 'processing'
}

/** Why it cannot be paid now, as far as the server says; where it is paid already, the buyer is glad to hear it. */
const refusalWords = (error: unknown): string => {
  const { code, details, message } = asApiError(error)
  const paid = code === 'PAYMENT_NOT_ALLOWED' && (details as { reason?: unknown } | undefined)?.reason === 'paid'
  return paid ? t('pay.paid') : message
}

/**
 * Opens a payment with the chosen wallet and hands over to the channel. What became of it is for the server to say.
 * `amountFen`: what the shopper has read; where the shop has changed the price since, nothing is opened.
 */
export const payOrder = async (orderId: string, from: PayFrom, amountFen?: number): Promise<Paying> => {
  codeToScan.value = null
  try {
    const channel = await wallets.channel()
    if (channel !== null) {
      const instruction = await withPayer(() => open(orderId, channel, amountFen), places.payResultPath(orderId))
      return instruction ? await carryOut(orderId, from, instruction) : 'shown'
    }
    toast(t('pay.unsupported'))
  } catch (error) {
    toast(refusalWords(error))
  }
  // An order that was just placed is not lost: its page says how it stands and how to go on.
  if (from === 'instead') await places.payResult(orderId, false)
  return 'none'
}

/** Back from WeChat with the word who pays: tell the server, then go on paying. */
export const payAsWeixin = async (orderId: string, code: string): Promise<Paying> =>
  (await tellWeixin(code)) ? payOrder(orderId, 'result') : 'none'
