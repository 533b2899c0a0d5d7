import type {
  CloseCause,
  DeliveryCode,
  OrderFlag,
  OrderState,
  OrderStep,
  TermKind,
} from '@jishi/contracts/order/order.terms'
import type { Cancellation } from '@jishi/contracts/order/cancellation.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { MemberCancelReason } from '@jishi/contracts/order/shop-change.terms'
import type { ReceiptRule } from '@jishi/contracts/pricing/pricing.schema'
import type { LineRole } from '@jishi/contracts/pricing/pricing.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { instantOf, isoOf, type Instant } from '@jishi/kernel/time'
import type { Journey } from '../pricing/index.js'
import type { StoredOffer } from '../promotion/index.js'
import { needsParcel } from './delivery/delivery-methods.js'
import type { HoldBlock, OrderFacts } from './domain/order-life.js'
import { policyOf, type KindOfOrder } from './kinds/kind-of-order.js'
import { isFresh } from './locked-order.js'

/** What every view of an order starts from. */
export interface FactsRow {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly state: OrderState
  readonly delivery: DeliveryCode
  readonly kind: KindOfOrder
  readonly placedAt: Instant
  readonly owed: { readonly kind: TermKind; readonly amountFen: number; readonly dueAt: string } | null
  readonly parcelLeft: boolean
  readonly remindedAt: Instant | null
  readonly extendedAt: Instant | null
  readonly hiddenAt: Instant | null
  readonly paidAt: Instant | null
  readonly shippedAt: Instant | null
  readonly completedAt: Instant | null
  readonly closedAt: Instant | null
  readonly autoConfirmAt: Instant | null
  readonly closedCause: CloseCause | null
  readonly cancelReason: MemberCancelReason | null
  readonly qty: number
  readonly payableFen: number
  /** Times out of a json aggregate are texts. */
  readonly repriced: { readonly fromFen: number; readonly at: string } | null
  readonly refundedFen: number
  readonly blocked: HoldBlock[]
}

/** `$now` is the number of the parameter that holds the business time. */
export const factsColumns = (now: number): string => `
  o.id, o.order_no as "orderNo", o.member_id as "memberId", o.state, o.delivery_code as delivery,
  jsonb_build_object('code', o.kind, 'ref', o.kind_ref, 'snapshot', o.kind_snapshot) as kind, o.created_at as "placedAt", o.paid_at as "paidAt",
  o.shipped_at as "shippedAt", o.completed_at as "completedAt", o.closed_at as "closedAt",
  case when o.state = 'shipped' then o.auto_confirm_at end as "autoConfirmAt", o.closed_cause as "closedCause", o.cancel_reason as "cancelReason",
  o.qty, o.payable_fen as "payableFen", o.refunded_fen as "refundedFen",
  (select jsonb_build_object('fromFen', (array_agg(p.payable_before_fen order by p.in_force_at, p.id))[1], 'at', max(p.in_force_at))
     from order_price_changes p where p.order_id = o.id and p.in_force_at is not null having count(*) > 0) as repriced,
  o.reminded_at as "remindedAt", o.extended_at as "extendedAt", o.hidden_at as "hiddenAt",
  coalesce((select true from shipments s where s.order_id = o.id limit 1), false) as "parcelLeft",
  (select jsonb_build_object('kind', t.kind, 'amountFen', t.amount_fen, 'dueAt', t.due_at)
     from order_terms t where t.order_id = o.id and t.state = 'open' order by t.seq limit 1) as owed,
  (select coalesce(array_agg(distinct b), '{}') from order_holds h, unnest(h.blocks) b
    where h.order_id = o.id and h.released_at is null and (h.until_at is null or h.until_at > $${now})) as blocked`

export const factsOfRow = (row: FactsRow, now: Instant): OrderFacts => ({
  blocked: new Set(row.blocked),
  payable: row.owed !== null && instantOf(row.owed.dueAt) > now,
  supplement: row.owed?.kind === 'supplement',
  parcel: needsParcel(row.delivery),
  parcelLeft: row.parcelLeft,
  reminded: isFresh(row.remindedAt, now),
  extended: row.extendedAt !== null,
  fixedAddress: !policyOf(row.kind).mayChangeAddress,
})

const isoOrNull = (instant: Instant | null): string | null => (instant === null ? null : isoOf(instant))

/** The facts as they go over the wire. */
export const factsView = (row: FactsRow) => ({
  id: row.id,
  orderNo: row.orderNo,
  state: row.state,
  delivery: row.delivery,
  placedAt: isoOf(row.placedAt),
  payDueAt: row.owed === null ? null : wireTime(row.owed.dueAt),
  owedFen: row.owed?.amountFen ?? null,
  remindedAt: isoOrNull(row.remindedAt),
  paidAt: isoOrNull(row.paidAt),
  shippedAt: isoOrNull(row.shippedAt),
  completedAt: isoOrNull(row.completedAt),
  closedAt: isoOrNull(row.closedAt),
  autoConfirmAt: isoOrNull(row.autoConfirmAt),
  closedCause: row.closedCause,
  cancelReason: row.cancelReason,
  hiddenAt: isoOrNull(row.hiddenAt),
  qty: row.qty,
  payableFen: row.payableFen,
  repriced: repricedOf(row),
  refundedFen: row.refundedFen,
})

/** A change that was taken away again, or moved as much up as down, leaves the price it began with. */
const repricedOf = ({ repriced, payableFen }: FactsRow): OrderView['repriced'] =>
  repriced === null || repriced.fromFen === payableFen ? null : { fromFen: repriced.fromFen, at: wireTime(repriced.at) }

export interface CardLineRow {
  readonly skuId: string
  readonly title: string
  readonly skuLabel: string
  readonly picture: Picture | null
  readonly qty: number
  readonly role: LineRole
  readonly unitFen: number
}

export interface LineRow extends CardLineRow {
  readonly id: string
  readonly spuId: string
  readonly giftOfLineId: string | null
  readonly giftValueFen: number
  readonly listFen: number
  readonly unitDiscountFen: number
  readonly promotionFen: number
  readonly couponFen: number
  readonly adjustFen: number
  readonly goodsPaidFen: number
  readonly freightFen: number
  readonly payableFen: number
  readonly refundedFen: number
  readonly delivery: DeliveryCode
  readonly shippedQty: number
  /** ISO text, because it comes out of a json aggregate. */
  readonly noReasonConfirmedAt: string | null
  readonly cancelledQty: number
}

export interface EventRow {
  readonly step: OrderStep
  readonly state: OrderState
  readonly actor: 'member' | 'operator' | 'system' | 'channel'
  readonly actorId: string | null
  readonly noteEnc: string | null
  /** ISO text, because it comes out of a json aggregate. */
  readonly at: string
}

/** A replacement `s` travels long after its order `o` was received, so its own case says whether it still does. */
export const PARCEL_ON_ITS_WAY = `case when s.after_sale_id is null then o.state in ('paid', 'shipped')
  else exists (select 1 from after_sales a where a.id = s.after_sale_id and a.state = 'resent') end`

export interface ShipmentRow {
  readonly id: string
  readonly carrierCode: string
  readonly carrierName: string
  readonly carrierPhone: string
  readonly trackingNo: string
  readonly shippedAt: string
  readonly correctedAt: string | null
  readonly correctable: boolean
  readonly pieces: { readonly lineId: string; readonly qty: number }[]
  readonly afterSaleId: string | null
}

export interface WholeRow extends FactsRow {
  readonly addressEnc: string | null
  readonly internal: { version: number; flag: OrderFlag | null; textEnc: string | null } | null
  readonly priceWaits: { id: string; makerId: string; payableFen: number; proposedAt: string } | null
  readonly noteEnc: string | null
  /** Every term; the last is the newest of what the order itself costs. */
  readonly termIds: string[]
  readonly waitingAddress: { readonly afterEnc: string; readonly differenceFen: number } | null
  readonly supplement: OrderView['supplement']
  readonly lateCoupon: OrderView['lateCoupon']
  readonly cancellations: (Omit<Cancellation, 'note'> & { readonly noteEnc: string | null })[]
  readonly rules: ReceiptRule[]
  readonly journey: Journey | null
  /** Its parcels that nobody has signed for, and the last day a carrier named for one of them. */
  readonly onTheWay: { readonly unsigned: number; readonly arrivesOn: string | null }
  /** The promotions that were looked at, so that their rules can be said in any language. */
  readonly offers: Pick<StoredOffer, 'id' | 'rule'>[]
  readonly listFen: number
  readonly unitDiscountFen: number
  readonly promotionFen: number
  readonly couponFen: number
  readonly pointsFen: number
  readonly adjustFen: number
  readonly goodsPaidFen: number
  readonly freightFen: number
  readonly lines: LineRow[]
  readonly events: EventRow[]
  readonly shipments: ShipmentRow[]
}

/** A time out of a json aggregate, as it goes over the wire. */
export const wireTime = (text: string): string => isoOf(instantOf(text))

const CARD_LINE = `'skuId', l.sku_id, 'title', l.snapshot ->> 'title', 'skuLabel', l.snapshot ->> 'skuLabel',
  'picture', l.snapshot -> 'picture', 'qty', l.qty, 'role', l.role, 'unitFen', l.unit_fen`

export const CARD_LINES = `
  (select jsonb_agg(jsonb_build_object(${CARD_LINE}) order by l.position)
     from order_lines l where l.order_id = o.id) as lines`

/** What the order was ordered with of its way, and where it goes now; null where it has none before it, or nothing was declared. */
const JOURNEY = `case when o.state in ('pending_payment', 'paid', 'shipped') and jsonb_typeof(r.facts #> '{freight,shipping}') = 'object'
    then jsonb_build_object('freight', r.facts -> 'freight', 'regionCode', o.region_code, 'lines',
      (select jsonb_agg(jsonb_build_object('parcel', l -> 'parcel', 'freightTemplateId', l -> 'freightTemplateId'))
         from jsonb_array_elements(r.facts -> 'lines') l)) end`

const ON_THE_WAY = `(select jsonb_build_object('unsigned', count(*) filter (where s.signed_at is null),
      'arrivesOn', max(t.arrives_on) filter (where s.signed_at is null))
   from shipments s left join parcel_trackings t on t.shipment_id = s.id where s.order_id = o.id and s.after_sale_id is null)`

/** One order whole, in one statement. */
export const WHOLE = `
  select ${factsColumns(2)},
    o.address_enc as "addressEnc", o.note_enc as "noteEnc", r.rules, coalesce(r.facts -> 'offers', '[]') as offers,
    ${JOURNEY} as journey, ${ON_THE_WAY} as "onTheWay",
    (select jsonb_build_object('version', n.version, 'flag', n.flag, 'textEnc', n.text_enc) from order_notes n
      where n.order_id = o.id order by n.version desc limit 1) as internal,
    (select jsonb_build_object('id', p.id, 'makerId', p.maker_id, 'payableFen', p.payable_after_fen, 'proposedAt', p.proposed_at)
       from order_price_changes p where p.order_id = o.id and p.state = 'proposed') as "priceWaits",
    (select array_agg(t.id order by t.kind = 'supplement' desc, t.seq) from order_terms t where t.order_id = o.id) as "termIds",
    (select jsonb_build_object('afterEnc', c.after_enc, 'differenceFen', c.freight_after_fen - c.freight_before_fen)
       from order_address_changes c where c.order_id = o.id and c.state = 'waiting') as "waitingAddress",
    (select coalesce(jsonb_agg(jsonb_build_object('reason', c.reason, 'noteEnc', c.note_enc, 'couponName', c.coupon_name, 'at', c.created_at,
              'amountFen', f.goods_fen + f.freight_fen + f.supplement_fen,
              'lines', (select jsonb_agg(jsonb_build_object('lineId', b.line_id, 'qty', b.cancelled_qty) order by b.line_id)
                          from order_refund_lines b where b.refund_id = f.id and b.cancelled_qty > 0)) order by c.created_at, c.id), '[]')
       from order_cancellations c join order_refunds f on f.cause = 'cancelled' and f.reference = c.id where c.order_id = o.id) as cancellations,
    (select jsonb_build_object('paidFen', sum(t.amount_fen), 'refundedFen', sum(s.refunded_fen))
       from order_supplements s join order_terms t on t.id = s.term_id where s.order_id = o.id and t.state = 'paid' having count(*) > 0) as supplement,
    (select jsonb_build_object('name', c.coupon_name, 'at', c.given_at)
       from order_late_coupons c where c.order_id = o.id and c.coupon_id is not null) as "lateCoupon",
    o.list_fen as "listFen", o.unit_discount_fen as "unitDiscountFen", o.promotion_fen as "promotionFen",
    o.coupon_fen as "couponFen", o.points_fen as "pointsFen", o.adjust_fen as "adjustFen",
    o.goods_paid_fen as "goodsPaidFen", o.freight_fen as "freightFen",
    (select jsonb_agg(jsonb_build_object(${CARD_LINE}, 'id', l.id, 'spuId', l.spu_id, 'giftOfLineId', l.gift_of_line_id,
              'giftValueFen', coalesce(l.gift_value_fen, 0), 'listFen', l.list_fen, 'unitDiscountFen', l.unit_discount_fen,
              'promotionFen', l.promotion_fen, 'couponFen', l.coupon_fen, 'adjustFen', l.adjust_fen, 'goodsPaidFen', l.goods_paid_fen, 'freightFen', l.freight_fen, 'payableFen', l.payable_fen,
              'refundedFen', l.refunded_fen, 'delivery', l.delivery_code, 'shippedQty', l.shipped_qty, 'cancelledQty', l.cancelled_qty,
              'noReasonConfirmedAt', l.no_reason_confirmed_at) order by l.position)
       from order_lines l where l.order_id = o.id) as lines,
    (select jsonb_agg(jsonb_build_object('step', e.action, 'state', e.to_state, 'actor', e.actor_kind,
              'actorId', e.actor_id, 'noteEnc', e.note_enc, 'at', e.happened_at) order by e.seq)
       from order_events e where e.order_id = o.id) as events,
    (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'carrierCode', s.carrier_code,
              'carrierName', k.name, 'carrierPhone', k.phone, 'trackingNo', s.tracking_no, 'shippedAt', s.shipped_at,
              'correctedAt', (select c.corrected_at from shipment_corrections c where c.shipment_id = s.id),
              'afterSaleId', s.after_sale_id,
              'correctable', not exists (select 1 from shipment_corrections c where c.shipment_id = s.id) and ${PARCEL_ON_ITS_WAY},
              'pieces', (select coalesce(jsonb_agg(jsonb_build_object('lineId', p.line_id, 'qty', p.qty) order by p.line_id), '[]')
                           from shipment_lines p where p.shipment_id = s.id)) order by s.shipped_at, s.id), '[]')
       from shipments s join carriers k on k.code = s.carrier_code where s.order_id = o.id) as shipments
    from orders o join price_receipts r on r.id = o.receipt_id
   where o.id = $1`
