import { REMIND_AGAIN_MS, type DeliveryCode, type OrderState, type TermKind } from '@jishi/contracts/order/order.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import { addMs, isoOf } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { needsParcel } from './delivery/delivery-methods.js'
import type { HoldBlock, LivingState, OrderFacts } from './domain/order-life.js'
import { policyOf, type KindOfOrder, type KindSnapshot } from './kinds/kind-of-order.js'

/** The one term that may be paid now. */
export interface OpenTerm {
  readonly id: string
  readonly seq: number
  readonly kind: TermKind
  readonly amountFen: Fen
  readonly dueAt: Instant
}

/** An order whose row this Tx holds, with what its next step depends on. */
export interface LockedOrder {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly state: LivingState
  readonly closedCause: string | null
  /** It holds or has used a coupon or a promotion. */
  readonly drawsOffers: boolean
  readonly kind: KindOfOrder
  readonly facts: OrderFacts
  readonly openTerm: OpenTerm | undefined
}

interface OrderRow {
  id: string
  orderNo: string
  memberId: string
  state: OrderState
  closedCause: string | null
  drawsOffers: boolean
  delivery: DeliveryCode
  remindedAt: Instant | null
  extendedAt: Instant | null
  kindCode: string
  kindRef: string | null
  kindSnapshot: KindSnapshot | null
}

interface FactsRow {
  termId: string | null
  seq: number | null
  kind: TermKind | null
  amountFen: Fen | null
  dueAt: Instant | null
  parcelLeft: boolean
  blocked: HoldBlock[]
}

const LOCKED = `id, order_no as "orderNo", member_id as "memberId", state, closed_cause as "closedCause",
  draws_offers as "drawsOffers", delivery_code as delivery, reminded_at as "remindedAt", extended_at as "extendedAt",
  kind as "kindCode", kind_ref as "kindRef", kind_snapshot as "kindSnapshot"`
const LOCK = `select ${LOCKED} from orders where id = $1 and ($2::uuid is null or member_id = $2) for update`
const LOCK_BY_TERM = `
  select ${LOCKED}, (select kind from order_terms where id = $1) as "termKind" from orders
   where id = (select order_id from order_terms where id = $1) for update`

/** Read after the lock, so that what a rival committed while we waited is seen. */
const FACTS = `
  select t.id as "termId", t.seq, t.kind, t.amount_fen as "amountFen", t.due_at as "dueAt",
         exists (select 1 from shipments s where s.order_id = $1) as "parcelLeft",
         (select coalesce(array_agg(distinct b), '{}') from order_holds h, unnest(h.blocks) b
           where h.order_id = $1 and h.released_at is null and (h.until_at is null or h.until_at > $2)) as blocked
    from (select 1) one left join lateral (
      select id, seq, kind, amount_fen, due_at from order_terms where order_id = $1 and state = 'open' order by seq limit 1) t on true`

/**
 * Takes the order's row. With a member it must be theirs: a foreign order is as missing as one that is not there.
 */
export async function lockOrder(tx: Tx, orderId: string, now: Instant, memberId?: string): Promise<LockedOrder> {
  const row = await tx.maybe<OrderRow>(LOCK, [orderId, memberId ?? null])
  if (row === undefined) throw new DomainError('NOT_FOUND')
  return living(row, await factsOf(tx, row, now))
}

/** An order's row by one of its terms, with what the term is for: held, but without what its next step depends on. */
interface HeldByTerm {
  readonly row: OrderRow
  readonly kind: TermKind
}

/** The same by one of its terms. A term without an order is a bug of whoever names it. */
export async function holdOrderOfTerm(tx: Tx, termId: string): Promise<HeldByTerm> {
  const found = await tx.maybe<OrderRow & { termKind: TermKind }>(LOCK_BY_TERM, [termId])
  assert(found !== undefined, `there is no order of term ${termId}`)
  const { termKind: kind, ...row } = found
  return { row, kind }
}

/** The held order with its facts, which are read in a statement after that of the lock. */
export const withFacts = async (tx: Tx, { row }: HeldByTerm, now: Instant): Promise<LockedOrder> =>
  living(row, await factsOf(tx, row, now))

type Facts = Pick<LockedOrder, 'facts' | 'openTerm'>

/** States that no kind of order of this shop can be in yet have no step either; the life refuses them all. */
function living(row: OrderRow, facts: Facts): LockedOrder {
  const { id, orderNo, memberId, closedCause, drawsOffers } = row
  return {
    id,
    orderNo,
    memberId,
    closedCause,
    drawsOffers,
    kind: kindOf(row),
    state: row.state as LivingState,
    ...facts,
  }
}

const kindOf = ({ kindCode: code, kindRef: ref, kindSnapshot: snapshot }: OrderRow): KindOfOrder => ({
  code,
  ref,
  snapshot,
})

async function factsOf(sql: Sql, order: OrderRow, now: Instant): Promise<Facts> {
  const row = await sql.one<FactsRow>(FACTS, [order.id, isoOf(now)])
  const openTerm = openTermOf(row)
  return {
    openTerm,
    facts: {
      blocked: new Set(row.blocked),
      payable: openTerm !== undefined && openTerm.dueAt > now,
      supplement: openTerm?.kind === 'supplement',
      parcel: needsParcel(order.delivery),
      parcelLeft: row.parcelLeft,
      reminded: isFresh(order.remindedAt, now),
      extended: order.extendedAt !== null,
      fixedAddress: !policyOf(kindOf(order)).mayChangeAddress,
    },
  }
}

const openTermOf = ({ termId: id, seq, kind, amountFen, dueAt }: FactsRow): OpenTerm | undefined =>
  id === null || seq === null || kind === null || amountFen === null || dueAt === null
    ? undefined
    : { id, seq, kind, amountFen, dueAt }

/** Whether the shop was reminded so lately that it need not hear it again. */
export const isFresh = (remindedAt: Instant | null, now: Instant): boolean =>
  remindedAt !== null && addMs(remindedAt, REMIND_AGAIN_MS) > now

export const termSubject = (termId: string): PaymentSubject => ({ kind: 'order_term', id: termId })
