import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { unitRuleCode } from '@jishi/contracts/pricing/pricing.terms'
import { present } from '@jishi/kernel/assert'
import { newId, type Id } from '@jishi/kernel/id'
import { newNumber } from '@jishi/kernel/numbers'
import type { Clock, Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import type { PricedLine } from '../pricing/index.js'
import { deliveryOfKind } from './delivery/delivery-methods.js'
import { phoneTail } from './domain/masking.js'
import { termOf, type AskedKind } from './kinds/ask-kind.js'
import type { KindSnapshot } from './kinds/kind-of-order.js'
import type { Claimed, KindDraft } from './kinds/order-kind.js'
import { drawnBy, drawsAny, type Drawn } from './drawn-offers.js'
import { boughtFirst, type PricedGoods } from './price-goods.js'
import { OrderSeals, type ReceiverSnapshot } from './order-seals.js'

/** Everything that becomes an order, before a row of it exists. */
export interface OrderDraft {
  readonly id: Id<'order'>
  readonly orderNo: string
  readonly memberId: string
  readonly platform: Platform | null
  readonly priced: PricedGoods
  /** null: nothing goes into a parcel. */
  readonly receiver: ReceiverSnapshot | null
  readonly note: string | undefined
  /** SKUs bought in the knowledge that they cannot be sent back without a reason. */
  readonly noReasonConfirmed: ReadonlySet<string>
  readonly kind: AskedKind
  readonly placedAt: Instant
  readonly dueAt: Instant
  /** What is bought, and behind it what comes along. */
  readonly lines: readonly DraftLine[]
  readonly drawn: Drawn
}

export interface DraftLine {
  readonly id: string
  readonly priced: PricedLine
}

export interface DraftInput {
  readonly id: Id<'order'>
  readonly memberId: string
  readonly platform: Platform | null
  readonly priced: PricedGoods
  readonly receiver: ReceiverSnapshot | null
  readonly note: string | undefined
  readonly noReasonConfirmed: ReadonlySet<string>
  readonly kind: AskedKind
  readonly placedAt: Instant
  readonly dueAt: Instant
}

export function draftOrder(clock: Clock, input: DraftInput): OrderDraft {
  const lines = boughtFirst(input.priced.receipt).map((priced) => ({ id: newId<'order-line'>(clock), priced }))
  return { ...input, orderNo: newNumber(clock), lines, drawn: drawnBy(input.priced) }
}

type Row = Record<string, unknown>

export interface OrderRows {
  readonly memberId: string
  readonly receipt: Row
  readonly order: Row
  readonly lines: readonly Row[]
  readonly shares: readonly Row[]
  readonly term: Row
  readonly event: Row
}

/** The draft as the kind is shown it. */
export const kindDraftOf = (draft: OrderDraft): KindDraft => ({
  orderId: draft.id,
  memberId: draft.memberId,
  placedAt: draft.placedAt,
  dueAt: draft.dueAt,
  lines: draft.lines.map(({ id, priced: { skuId, qty, role } }) => ({ lineId: id, skuId, qty, role })),
  payableFen: draft.priced.receipt.totals.payableFen,
})

/** The rows of a draft and what its kind claimed for it, keyed by column. */
export function rowsOf(draft: OrderDraft, claimed: Claimed, seals: OrderSeals, clock: Clock): OrderRows {
  const receiptId = newId<'price-receipt'>(clock)
  return {
    memberId: draft.memberId,
    receipt: receiptRow(draft, receiptId),
    order: { ...orderRow(draft, receiptId, seals), ...kindColumns(draft.kind, claimed) },
    lines: lineRows(draft),
    shares: shareRows(draft),
    term: termRow(draft, newId<'order-term'>(clock)),
    event: {
      order_id: draft.id,
      seq: 1,
      member_id: draft.memberId,
      action: 'place',
      to_state: 'pending_payment',
      actor_kind: 'member',
      actor_id: draft.memberId,
      happened_at: isoOf(draft.placedAt),
    },
  }
}

function receiptRow({ priced, memberId, placedAt }: OrderDraft, id: string): Row {
  return {
    id,
    member_id: memberId,
    quote_id: priced.quoteId,
    engine_version: priced.receipt.engineVersion,
    facts: priced.facts,
    rules: priced.receipt.rules,
    totals: priced.receipt.totals,
    created_at: isoOf(placedAt),
  }
}

function orderRow(draft: OrderDraft, receiptId: string, seals: OrderSeals): Row {
  const { receiver } = draft
  return {
    id: draft.id,
    order_no: draft.orderNo,
    member_id: draft.memberId,
    state: 'pending_payment',
    platform: draft.platform,
    receipt_id: receiptId,
    qty: draft.priced.receipt.totals.qty,
    ...amountColumns(draft.priced.receipt.totals),
    delivery_code: present(draft.priced.methods[0], 'the method of an order'),
    draws_offers: drawsAny(draft.drawn),
    ...(receiver === null ? {} : receiverColumns(receiver, seals)),
    note_enc: seals.sealNote(draft.note),
    created_at: isoOf(draft.placedAt),
  }
}

/** A plain order says no more than that. */
function kindColumns({ kind, policy }: AskedKind, { ref, snapshot: own }: Claimed): Row {
  if (kind.code === NORMAL_KIND) return { kind: NORMAL_KIND }
  const snapshot: KindSnapshot = { policy, own }
  return { kind: kind.code, kind_ref: ref, kind_snapshot: snapshot }
}

function receiverColumns(receiver: ReceiverSnapshot, seals: OrderSeals): Row {
  return {
    address_enc: seals.sealReceiver(receiver),
    region_code: receiver.regionCode,
    receiver_phone_bidx: `\\x${seals.phoneIndex(receiver.phone).toString('hex')}`,
    receiver_tail: phoneTail(receiver.phone),
  }
}

function lineRows(draft: OrderDraft): Row[] {
  const bought = boughtLineIds(draft)
  return draft.lines.map(({ id, priced: line }, index) => {
    const { spuId, ...sku } = present(draft.priced.skus.get(line.skuId), 'the facts of an ordered SKU')
    return {
      id,
      order_id: draft.id,
      member_id: draft.memberId,
      position: index + 1,
      sku_id: line.skuId,
      spu_id: spuId,
      delivery_code: deliveryOfKind(sku.kind),
      snapshot: {
        title: sku.title,
        skuLabel: sku.skuLabel,
        picture: sku.picture,
        weightG: sku.weightG,
        categoryId: sku.categoryId,
        noReasonReturn: sku.noReasonReturn,
      },
      qty: line.qty,
      role: line.role,
      ...(line.role === 'main' ? {} : giftColumns(line, bought)),
      no_reason_confirmed_at: toldAt(draft, line),
      unit_fen: line.unitFen,
      unit_rule: unitRuleCode(line.unitRule),
      ...amountColumns(line),
    }
  })
}

const toldAt = ({ noReasonConfirmed, placedAt }: OrderDraft, { role, skuId }: PricedLine): string | null =>
  role === 'main' && noReasonConfirmed.has(skuId) ? isoOf(placedAt) : null

/** Shares belong to these, and gifts come along with one of them. */
const boughtLineIds = ({ lines }: OrderDraft): ReadonlyMap<string, string> =>
  new Map(lines.flatMap(({ id, priced: { skuId, role } }) => (role === 'main' ? [[skuId, id]] : [])))

const giftColumns = ({ giftOfSkuId, giftValueFen }: PricedLine, bought: ReadonlyMap<string, string>): Row => ({
  gift_of_line_id: present(bought.get(giftOfSkuId ?? ''), 'the line a gift goes with'),
  gift_value_fen: giftValueFen,
})

/** Frozen per line and rule; refunds are made of these and history is never priced again. */
function shareRows(draft: OrderDraft): Row[] {
  const lineIds = boughtLineIds(draft)
  return draft.priced.receipt.rules.flatMap((rule) =>
    rule.shares
      .filter((share) => share.amountFen !== 0)
      .map((share) => ({
        line_id: present(lineIds.get(share.skuId), 'the line of a share'),
        rule: rule.code,
        stage: rule.stage,
        order_id: draft.id,
        member_id: draft.memberId,
        amount_fen: share.amountFen,
      })),
  )
}

function termRow(draft: OrderDraft, id: string): Row {
  const term = termOf(draft.kind, draft.priced.receipt, { now: draft.placedAt, dueAt: draft.dueAt })
  return {
    id,
    order_id: draft.id,
    member_id: draft.memberId,
    seq: term.seq,
    kind: term.kind,
    amount_fen: term.amountFen,
    state: term.amountFen === 0 ? 'waived' : 'open',
    opens_at: isoOf(term.opensAt),
    due_at: isoOf(term.dueAt),
    on_overdue: term.onOverdue,
  }
}

function amountColumns(of: PricedGoods['receipt']['totals'] | PricedGoods['receipt']['lines'][number]): Row {
  return {
    list_fen: of.listFen,
    unit_discount_fen: of.unitDiscountFen,
    promotion_fen: of.promotionFen,
    coupon_fen: of.couponFen,
    points_fen: of.pointsFen,
    adjust_fen: of.adjustFen,
    goods_paid_fen: of.goodsPaidFen,
    freight_fen: of.freightFen,
    payable_fen: of.payableFen,
  }
}
