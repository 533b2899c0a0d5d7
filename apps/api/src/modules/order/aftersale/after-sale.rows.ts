import type {
  AfterSaleKind,
  AfterSaleParty,
  AfterSaleReason,
  AfterSaleStep,
} from '@jishi/contracts/order/after-sale.terms'
import type { ParcelState } from '@jishi/contracts/order/tracking.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { AfterSaleLifeState } from '../domain/after-sale-life.js'
import type { GoneHow } from '../domain/refund-shares.js'

export interface CardLine {
  readonly lineId: string
  readonly skuId: string
  readonly spuId: string
  readonly title: string
  readonly skuLabel: string
  readonly picture: Picture | null
  readonly qty: number
}

export interface CardRow {
  readonly id: string
  readonly afterSaleNo: string
  readonly orderId: string
  readonly orderNo: string
  readonly memberId: string
  readonly kind: AfterSaleKind
  readonly state: AfterSaleLifeState
  readonly reason: AfterSaleReason
  readonly askedFen: Fen
  readonly agreedFen: Fen | null
  readonly fast: boolean
  readonly refusedBy: string | null
  readonly goodsBack: boolean
  readonly refundId: string | null
  readonly deadlineAt: Instant | null
  readonly appliedAt: Instant
  readonly endedAt: Instant | null
  readonly lines: CardLine[]
  readonly exchange: ExchangeStanding | null
}

/** How an exchange stands beside the state of its case. */
export interface ExchangeStanding {
  /** Above zero the buyer pays it, below zero it goes back. */
  readonly differenceFen: Fen
  /** What is wanted is kept for the buyer and has not left. */
  readonly reserved: boolean
  readonly resent: boolean
  readonly difference: 'none' | 'waiting' | 'paid'
  /** What is known of the parcel that replaces; null before it leaves. `state` is null while nobody follows it. */
  readonly parcel: {
    readonly signed: boolean
    readonly state: ParcelState | null
    readonly refused: boolean
    readonly since: Instant
  } | null
}

/** Of an exchange `a`; null for a refund, also for one that began as an exchange. */
export const EXCHANGE = `
  (select jsonb_build_object('differenceFen', x.difference_fen, 'resent', x.resent_at is not null,
            'reserved', x.reserved_at is not null and x.released_at is null and x.resent_at is null,
            'difference', coalesce((select d.state from exchange_differences d
               where d.after_sale_id = a.id and d.state in ('waiting', 'paid')), 'none'),
            'parcel', (select jsonb_build_object('signed', s.signed_at is not null, 'state', t.state, 'refused', coalesce(t.watch = 'refused', false),
                'since', (extract(epoch from coalesce(t.newest_at, s.shipped_at)) * 1000)::bigint)
               from shipments s left join parcel_trackings t on t.shipment_id = s.id where s.after_sale_id = a.id))
     from after_sale_exchanges x where x.after_sale_id = a.id and a.kind = 'exchange') as exchange`

/** Goods of a line as they were when it was bought. */
export const GOODS = `'lineId', o.id, 'skuId', o.sku_id, 'spuId', o.spu_id, 'title', o.snapshot ->> 'title',
  'skuLabel', o.snapshot ->> 'skuLabel', 'picture', o.snapshot -> 'picture'`

export const CARD = `
  a.id, a.after_sale_no as "afterSaleNo", a.order_id as "orderId", r.order_no as "orderNo", a.member_id as "memberId", a.kind,
  a.state, a.reason, a.asked_fen as "askedFen", a.agreed_fen as "agreedFen", a.fast, a.refused_by as "refusedBy",
  a.goods_back as "goodsBack", a.refund_id as "refundId", a.deadline_at as "deadlineAt", a.applied_at as "appliedAt",
  a.ended_at as "endedAt",
  (select jsonb_agg(jsonb_build_object(${GOODS}, 'qty', n.qty) order by o.position)
     from (select line_id, sum(qty) as qty from after_sale_lines where after_sale_id = a.id group by line_id) n
     join order_lines o on o.id = n.line_id) as lines,
  ${EXCHANGE}`

export interface SaidRow {
  readonly id: string
  readonly party: AfterSaleParty
  readonly actorId: string
  readonly textEnc: string | null
  readonly photoIds: string[]
  readonly at: Instant
}
export interface StepRow {
  readonly step: AfterSaleStep
  readonly state: AfterSaleLifeState
  readonly party: AfterSaleParty
  readonly actorId: string | null
  readonly noteEnc: string | null
  readonly at: Instant
}
export interface ParcelRow {
  readonly carrierCode: string
  readonly carrierName: string
  readonly trackingNo: string
  readonly at: Instant
}
export interface PieceRow {
  readonly lineId: string
  readonly how: GoneHow
  readonly qty: number
  readonly goodsFen: Fen | null
  readonly sellableQty: number | null
}
