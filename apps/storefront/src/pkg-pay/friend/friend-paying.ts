import type { FriendInstruction } from '@jishi/contracts/order/friend-pay.schema'
import { ref } from 'vue'
import { platform } from '#platform'
import { api, asApiError, codeOf, newActionKey, wordsOf } from '@/api'
import { toast } from '@/composables/toast'
import { wallets } from '@/composables/wallets'
import { askWeixin } from '@/composables/weixin-oauth'
import { useSession } from '@/stores/session'
import { friendPlaces } from './friend-places'
import { t } from './copy'

/** The code to scan for a payment that is made on another device's screen; the result page shows it. */
export const friendCode = ref<{ id: string; picture: string } | null>(null)

/** What the friend wants to pay for, and what they have read that it costs. */
export interface Asked {
  readonly token: string
  readonly amountFen: number
}

/**
 * How it went: `shown` = the friend was led to where they can pay, `away` = to say who they are, `changed` = another amount is
 * owed by now, `own` = it is their own order, `over` = the link leads nowhere any more, `none` = nothing was opened.
 */
export type FriendPaying = 'shown' | 'away' | 'changed' | 'own' | 'over' | 'none'

const REFUSALS: Readonly<Record<string, FriendPaying>> = {
  PAYMENT_AMOUNT_CHANGED: 'changed',
  FRIEND_PAY_OWN: 'own',
  FRIEND_LINK_OVER: 'over',
  NOT_FOUND: 'over',
}

/** Kept for this visit while WeChat is asked who pays: an address that goes through other hands must not hold it. */
const TOKEN = 'jishi.friend'
export const keptToken = (): string => platform.visit.read(TOKEN) ?? ''
const keepToken = (token: string): void => platform.visit.write(TOKEN, token)

const identify = async (token: string): Promise<boolean> => {
  const proof = await platform.quickProof()
  if (proof) {
    useSession().noteMember(await api.identity.linkIdentity({ body: proof, idempotencyKey: newActionKey() }))
    return true
  }
  if (platform.quickWay() !== 'weixin_oa') return false
  keepToken(token)
  const here = friendPlaces.payPath('')
  await askWeixin(here, { purpose: 'pay', consentVersion: '', then: here })
  return false
}

const begin = async (asked: Asked): Promise<FriendInstruction | null> => {
  const channel = await wallets.channel()
  if (channel === null) {
    toast(t('pay.unsupported'))
    return null
  }
  return api.friendPay.pay({ body: { ...asked, channel }, idempotencyKey: newActionKey() })
}

/** The channel must know who pays; undefined where the friend was sent away to say so. */
const begun = async (asked: Asked): Promise<FriendInstruction | null | undefined> => {
  try {
    return await begin(asked)
  } catch (error) {
    if (codeOf(error) !== 'PAYER_UNKNOWN') throw error
    if (await identify(asked.token)) return begin(asked)
    if (platform.quickWay() !== 'weixin_oa') throw error
    return undefined
  }
}

/** The result page is put in place first: whichever way the friend comes back, they land where the server is asked. */
const carryOut = async ({ id, pay }: FriendInstruction): Promise<void> => {
  if (pay.kind === 'qr') friendCode.value = { id, picture: await platform.codePicture(pay.codeUrl) }
  if (pay.kind !== 'jsapi' && pay.kind !== 'trade') {
    await friendPlaces.result(id)
    if (pay.kind !== 'qr' && pay.kind !== 'paid') await platform.pay(pay)
    return
  }
  const outcome = await platform.pay(pay)
  if (outcome === 'failed') toast(t('pay.failed'))
  if (outcome === 'unsupported') toast(t('pay.unsupported'))
  await friendPlaces.result(id, outcome === 'done' || outcome === 'processing')
}

/** Opens the friend's payment and hands over to the channel. What became of it is for the server to say. */
export const payForFriend = async (asked: Asked): Promise<FriendPaying> => {
  friendCode.value = null
  try {
    const instruction = await begun(asked)
    if (instruction === undefined) return 'away'
    if (instruction === null) return 'none'
    await carryOut(instruction)
    return 'shown'
  } catch (error) {
    const refused = REFUSALS[asApiError(error).code]
    if (refused === undefined) toast(wordsOf(error))
    return refused ?? 'none'
  }
}

/** Back from WeChat with the word who pays: tell the server. */
export const tellWeixin = async (code: string): Promise<boolean> => {
  try {
    const proof = { method: 'weixin_oa', code } as const
    useSession().noteMember(await api.identity.linkIdentity({ body: proof, idempotencyKey: newActionKey() }))
    return true
  } catch (error) {
    toast(wordsOf(error))
    return false
  }
}
