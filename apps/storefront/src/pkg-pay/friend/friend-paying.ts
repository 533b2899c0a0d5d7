import type { FriendInstruction } from '@jishi/contracts/order/friend-pay.schema'
import { platform } from '#platform'
import { asApiError, newActionKey, wordsOf } from '@/api'
import { toast } from '@/composables/toast'
import { wallets } from '@/composables/wallets'
import { friendPay } from './friend-api'
import { codeToScan } from '@/composables/hand-over'
import { carryOut } from '../parts/carry-out'
import { withPayer } from '@/composables/payer'
import { friendPlaces } from './friend-places'
import { t } from './copy'

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

const begin = async (asked: Asked): Promise<FriendInstruction | null> => {
  const channel = await wallets.channel()
  if (channel === null) {
    toast(t('pay.unsupported'))
    return null
  }
  return friendPay.pay({ body: { ...asked, channel }, idempotencyKey: newActionKey() })
}

/** Opens the friend's payment and hands over to the channel. What became of it is for the server to say. */
export const payForFriend = async (asked: Asked): Promise<FriendPaying> => {
  codeToScan.value = null
  try {
    const leaving = (): void => keepToken(asked.token)
    const instruction = await withPayer(() => begin(asked), friendPlaces.payPath(''), leaving)
    if (instruction === undefined) return 'away'
    if (instruction === null) return 'none'
    await carryOut(instruction.id, instruction.pay, friendPlaces.result)
    return 'shown'
  } catch (error) {
    const refused = REFUSALS[asApiError(error).code]
    if (refused === undefined) toast(wordsOf(error))
    return refused ?? 'none'
  }
}
