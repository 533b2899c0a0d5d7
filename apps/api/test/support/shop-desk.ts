import type { CancellationBody } from '@jishi/contracts/order/shop-change.schema'
import { freshKey } from './buying.js'
import type { ShopClient } from './shopper.js'
import type { WholeShop } from './whole-shop.js'

/** Looks what it gives back and cancels exactly that, as the dialogue does. */
export const cancelPieces = async (
  desk: ShopClient,
  id: string,
  { lines, reason = 'out_of_stock', ...rest }: Partial<CancellationBody> = {},
  idempotencyKey = freshKey(),
) => {
  const asked = { reason, ...(lines === undefined ? {} : { lines }) }
  const { amountFen } = await desk.shopChange.previewCancellation({ params: { id }, body: asked })
  return desk.shopChange.cancelPieces({ params: { id }, body: { ...asked, ...rest, amountFen }, idempotencyKey })
}

/** The channel's word has come, and everything that follows was heard. */
export const arrive = async (shop: WholeShop): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

/** What buyers of this order have paid, and what of it has gone back to them, as the channels' confirmed rows say. */
export const moneyOf = (shop: WholeShop, orderId: string): Promise<{ came: number; back: number }> =>
  shop.database.one(
    `select coalesce(sum(a.amount_fen), 0)::bigint as came,
            coalesce(sum((select sum(r.amount_fen) from refunds r where r.attempt_id = a.id and r.state = 'succeeded')), 0)::bigint as back
       from payment_attempts a join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
      where t.order_id = $1 and a.state = 'succeeded'`,
    [orderId],
  )
