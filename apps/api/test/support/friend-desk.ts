import type { FriendInstruction, FriendPage } from '@jishi/contracts/order/friend-pay.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { present } from '@jishi/kernel/assert'
import { freshKey, patiently } from './buying.js'
import type { Shopper } from './shopper.js'

/** The buyer makes the link of an order, and hands its token on. */
export const asks = async (who: Shopper, orderId: string, wish = ''): Promise<string> => {
  const { link } = await who.api.friendPay.ask({ params: { id: orderId }, body: { wish } })
  return present(link, 'the link just made').token
}

/** What anybody sees who opens the link. */
export const looks = (who: Shopper, token: string): Promise<FriendPage> => who.api.friendPay.look({ body: { token } })

/** Begins to pay what the link's page shows, as the page does. */
export const paysFor = async (
  friend: Shopper,
  token: string,
  channel: PaymentChannel = 'wechat_h5',
): Promise<FriendInstruction> => {
  const { amountFen } = await looks(friend, token)
  return patiently(() => friend.api.friendPay.pay({ body: { token, channel, amountFen }, idempotencyKey: freshKey() }))
}
