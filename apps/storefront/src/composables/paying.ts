import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { ref } from 'vue'
import { platform } from '#platform'
import { api, asApiError, codeOf, newActionKey, wordsOf } from '@/api'
import { t } from '@/copy'
import { useSession } from '@/stores/session'
import { places } from './places'
import { toast } from './toast'
import { forgetUnfinished, keepUnfinished } from './unfinished-payment'
import { wallets } from './wallets'
import { askWeixin } from './weixin-oauth'

/** The code to scan for an order that is being paid on another device's screen. */
export interface ShownCode {
  orderId: string
  picture: string
}

/** Set while a code may be scanned; the result page shows it. */
export const shownCode = ref<ShownCode | null>(null)

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

/** The channel must know who pays. Where the platform tells without a word, it is told and tried once more. */
const identifyPayer = async (orderId: string): Promise<boolean> => {
  const proof = await platform.quickProof()
  if (proof) {
    useSession().noteMember(await api.identity.linkIdentity({ body: proof, idempotencyKey: newActionKey() }))
    return true
  }
  if (platform.quickWay() !== 'weixin_oa') return false
  const here = places.payResultPath(orderId)
  await askWeixin(here, { purpose: 'pay', consentVersion: '', then: here })
  return false
}

/** Null when the shopper was sent away to say who they are. */
const opened = async (
  orderId: string,
  channel: PaymentChannel,
  amountFen: number | undefined,
): Promise<PayInstruction | null> => {
  try {
    return await open(orderId, channel, amountFen)
  } catch (error) {
    if (codeOf(error) !== 'PAYER_UNKNOWN') throw error
    if (await identifyPayer(orderId)) return open(orderId, channel, amountFen)
    if (platform.quickWay() !== 'weixin_oa') throw error
    return null
  }
}

const goToResult = async (orderId: string, from: PayFrom): Promise<void> => {
  if (from !== 'result') await places.payResult(orderId, from === 'over')
}

/** The platform's own sheet lies over the shop; the page below changes only once it is known how the sheet ended. */
const bySheet = async (orderId: string, from: PayFrom, { pay }: PayInstruction): Promise<Paying> => {
  keepUnfinished(orderId)
  const outcome = await platform.pay(pay)
  if (outcome === 'cancelled') {
    forgetUnfinished()
    toast(t('pay.open'))
    if (from !== 'over') places.orderInstead(orderId)
    return 'unpaid'
  }
  if (outcome === 'unsupported') toast(t('pay.unsupported'))
  if (outcome === 'failed') toast(t('pay.failed'))
  const unpaid = outcome === 'unsupported' || outcome === 'failed'
  if (from !== 'result') await places.payResult(orderId, from === 'over', unpaid ? undefined : 'processing')
  return unpaid ? 'unpaid' : 'processing'
}

/** Hands over to the channel, with the result page in place; what became of it is for the server to say. */
export const carryOut = async (orderId: string, from: PayFrom, instruction: PayInstruction): Promise<Paying> => {
  const { pay } = instruction
  if (pay.kind === 'jsapi' || pay.kind === 'trade') return bySheet(orderId, from, instruction)
  if (pay.kind === 'qr') shownCode.value = { orderId, picture: await platform.codePicture(pay.codeUrl) }
  // The result page is put in place first: whichever way the shopper comes back, they land where the server is asked.
  await goToResult(orderId, from)
  if (pay.kind === 'redirect' || pay.kind === 'form') await platform.pay(pay)
  return 'shown'
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
  shownCode.value = null
  try {
    const channel = await wallets.channel()
    const instruction = channel === null ? null : await opened(orderId, channel, amountFen)
    if (instruction) return await carryOut(orderId, from, instruction)
    if (channel !== null) return 'shown'
    toast(t('pay.unsupported'))
  } catch (error) {
    toast(refusalWords(error))
  }
  // An order that was just placed is not lost: its page says how it stands and how to go on.
  if (from === 'instead') await places.payResult(orderId, false)
  return 'none'
}

/** Back from WeChat with the word who pays: tell the server, then go on paying. */
export const payAsWeixin = async (orderId: string, code: string): Promise<Paying> => {
  try {
    const proof = { method: 'weixin_oa', code } as const
    useSession().noteMember(await api.identity.linkIdentity({ body: proof, idempotencyKey: newActionKey() }))
  } catch (error) {
    toast(wordsOf(error))
    return 'none'
  }
  return payOrder(orderId, 'result')
}
