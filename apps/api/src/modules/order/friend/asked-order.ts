import type { OrderState } from '@jishi/contracts/order/order.terms'
import type { FriendLinkState } from '@jishi/contracts/order/friend-pay.terms'
import { instantOf, type Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Sql } from '../../../infra/database/sql.js'
import { CARD_LINES, type CardLineRow } from '../order.rows.js'

/** A link asks for an order, whatever term it owes by at the moment. */
export const askedSubject = (orderId: string): PaymentSubject => ({ kind: 'order', id: orderId })

/** What a friend may know of an order, with what is owed of it now. */
export interface AskedOrder {
  readonly id: string
  readonly state: OrderState
  readonly payableFen: number
  readonly owed: { readonly termId: string; readonly amountFen: number; readonly dueAt: string } | null
  readonly qty: number
  readonly lines: CardLineRow[]
}

const ASKED = `
  select o.id, o.state, o.payable_fen as "payableFen", o.qty, ${CARD_LINES},
         (select jsonb_build_object('termId', t.id, 'amountFen', t.amount_fen, 'dueAt', t.due_at) from order_terms t
           where t.order_id = o.id and t.state = 'open' and t.kind <> 'supplement' order by t.seq limit 1) as owed
    from orders o where o.id = any($1::uuid[])`

export const askedOrders = async (sql: Sql, ids: readonly string[]): Promise<Map<string, AskedOrder>> => {
  const rows = await sql.rows<AskedOrder>(ASKED, [ids])
  return new Map(rows.map((row) => [row.id, row]))
}

/** Lines as a friend sees them: what it is, not what each piece costs or where it goes. */
export const friendGoods = ({ lines }: Pick<AskedOrder, 'lines'>) =>
  lines.map(({ title, skuLabel, picture, qty, role }) => ({ title, skuLabel, picture, qty, role }))

const UNPAID: readonly OrderState[] = ['pending_payment', 'awaiting_balance']

/** What a link that was not withdrawn leads to. Money that is being asked for at a channel is neither here nor gone: `over`. */
export function linkStateOf({ state, owed }: Pick<AskedOrder, 'state' | 'owed'>, now: Instant): FriendLinkState {
  if (UNPAID.includes(state) && owed !== null) return instantOf(owed.dueAt) > now ? 'open' : 'over'
  return state === 'closed' || state === 'closing' ? 'over' : 'paid'
}

/** The name a member gave themselves. The one the shop makes up from a phone says digits of it, and is not handed on. */
export const givenName = (displayName: string | undefined): string | null =>
  displayName === undefined || /\d{4}/.test(displayName) ? null : displayName
