import { Inject, Injectable } from '@nestjs/common'
import type {
  AdminAfterSaleView,
  AfterSaleOptions,
  AfterSalePreview,
  AfterSalePreviewBody,
  AfterSaleView,
} from '@jishi/contracts/order/after-sale.schema'
import { DomainError } from '@jishi/kernel/errors'
import { zeroFen, type Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { afterSaleLife } from '../domain/after-sale-life.js'
import { isShopFault } from '../domain/after-sale-rules.js'
import { refundOf, type BackOfLine, type FreightRule } from '../domain/refund-shares.js'
import { supplementsBackOf, supplementsFen } from '../domain/supplement-shares.js'
import { lineStandings, waySupplements } from '../refunds/line-standings.js'
import { AfterSaleThread } from './after-sale-thread.js'
import { cardView, explained, type ExplainedBack, type GoodsOf, type Looker } from './after-sale-view.js'
import { CARD, GOODS, type CardLine, type CardRow, type ParcelRow, type PieceRow } from './after-sale.rows.js'
import { ApplyAfterSale } from './apply-after-sale.js'
import { ShowExchange } from './exchange/show-exchange.js'
import { Proposals } from './proposals.js'
import { WayBack } from './way-back.js'

/** One after-sale whole, what may be asked for, and what it would come to. */
@Injectable()
export class ShowAfterSale {
  constructor(
    private readonly database: Database,
    private readonly proposals: Proposals,
    private readonly applying: ApplyAfterSale,
    private readonly thread: AfterSaleThread,
    private readonly way: WayBack,
    private readonly exchanges: ShowExchange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async options(memberId: string, orderId: string): Promise<AfterSaleOptions> {
    const order = await this.database.maybe(`select 1 as found from orders where id = $1 and member_id = $2`, [
      ...[orderId, memberId],
    ])
    if (order === undefined) throw new DomainError('NOT_FOUND')
    const goods = await this.goodsOf(orderId)
    const lines = await this.proposals.freeLines(this.database, orderId)
    const open = await this.database.rows<{ id: string }>(
      `select id from after_sales where order_id = $1 and ended_at is null order by applied_at`,
      [orderId],
    )
    return {
      orderId,
      lines: lines.flatMap((line) => {
        const of = goods.get(line.id)
        if (of === undefined) return []
        const { isGift: _isGift, ...shown } = of
        const noReason = this.proposals.noReasonOf(line)
        return [
          {
            ...shown,
            qty: line.qty,
            freeQty: line.unsentFree + line.sentFree,
            shippedQty: line.shippedQty,
            noReasonUntil: noReason.until === null ? null : isoOf(noReason.until),
            noReasonObstacle: noReason.obstacle,
            ...this.proposals.kindsOf(line),
          },
        ]
      }),
      underWayIds: open.map(({ id }) => id),
      answerWithinMs: (await this.proposals.terms()).answerMs,
      serverTime: isoOf(this.clock.now()),
    }
  }

  async preview(memberId: string, body: AfterSalePreviewBody): Promise<AfterSalePreview> {
    const proposal = await this.applying.preview(memberId, body)
    const goods = await this.goodsOf(body.orderId)
    const exchange = body.kind === 'exchange' ? this.exchanges.preview(proposal.wishes, goods) : null
    return { ...explained(body, proposal, goods), fastRefund: proposal.fast, exchange }
  }

  /** Throws NOT_FOUND, for somebody else's as well. */
  async ofMember(memberId: string, id: string): Promise<AfterSaleView> {
    const row = await this.row(id, memberId)
    return this.whole(row, await this.pieces(id), { kind: 'member' })
  }

  async ofShop(operatorId: string, id: string): Promise<AdminAfterSaleView> {
    const row = await this.row(id)
    const pieces = await this.pieces(id)
    const seen = pieces.every(({ sellableQty }) => sellableQty !== null)
    return {
      ...(await this.whole(row, pieces, { kind: 'operator', id: operatorId })),
      memberId: row.memberId,
      refusedBy: row.refusedBy,
      usualReturnAddress: await this.way.usual(),
      inspection: seen
        ? pieces.map(({ lineId, qty, sellableQty }) => ({ lineId, qty, sellableQty: sellableQty ?? 0 }))
        : null,
    }
  }

  private async row(id: string, memberId?: string): Promise<CardRow> {
    const row = await this.database.maybe<CardRow>(
      `select ${CARD} from after_sales a join orders r on r.id = a.order_id
        where a.id = $1 and ($2::uuid is null or a.member_id = $2)`,
      [id, memberId ?? null],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row
  }

  private async whole(row: CardRow, pieces: readonly PieceRow[], looker: Looker): Promise<AfterSaleView> {
    const { lines, ...card } = cardView(row, looker, this.clock.now())
    const backs = await this.backsOf(row, pieces)
    const goods = await this.goodsOf(row.orderId)
    const parcel = await this.database.maybe<ParcelRow>(
      `select p.carrier_code as "carrierCode", coalesce(k.name, p.carrier_code) as "carrierName", p.tracking_no as "trackingNo", p.sent_at as at
         from return_parcels p left join carriers k on k.code = p.carrier_code where p.after_sale_id = $1`,
      [row.id],
    )
    return {
      ...card,
      goods: lines,
      ...explained(row, backs, goods),
      ...(await this.thread.of(row.id, looker)),
      returnParcel: parcel === undefined ? null : parcelView(parcel),
      ...(await this.way.of(row)),
      refund: row.refundId === null ? null : await this.money(row.refundId),
      exchange: await this.exchanges.of(row, goods),
      serverTime: isoOf(this.clock.now()),
    }
  }

  /** An exchange has no lines of money: what its goods are cheaper by stands beside them. */
  private async backsOf(row: CardRow, pieces: readonly PieceRow[]): Promise<ExplainedBack> {
    if (row.kind === 'exchange') return { lines: [], supplementFen: zeroFen }
    return row.refundId === null ? this.proposed(row, pieces) : this.given(row.refundId)
  }

  /** Nothing is given yet: what it comes to as things stand; of one that ended without, nothing. */
  private async proposed(row: CardRow, pieces: readonly PieceRow[]): Promise<ExplainedBack> {
    if (afterSaleLife.isTerminal(row.state)) return { lines: [], supplementFen: zeroFen }
    const asked = pieces.map(({ lineId, how, qty, goodsFen }) => ({
      lineId,
      how,
      qty,
      ...(goodsFen === null ? {} : { goodsFen }),
    }))
    const fault = isShopFault(row.reason) ? 'shop' : 'nobody'
    const standings = await lineStandings(this.database, row.orderId)
    const lines = refundOf(standings, asked, fault)
    const ways = supplementsBackOf(standings, lines, await waySupplements(this.database, row.orderId), fault)
    return { lines, supplementFen: supplementsFen(ways) }
  }

  private async given(refundId: string): Promise<ExplainedBack> {
    const { supplementFen } = await this.database.one<{ supplementFen: Fen }>(
      `select supplement_fen as "supplementFen" from order_refunds where id = $1`,
      [refundId],
    )
    const rows = await this.database.rows<Omit<BackOfLine, 'freightRule'> & { nothingKept: boolean }>(GIVEN, [refundId])
    const lines = rows.map(({ nothingKept, ...back }) => {
      const freightRule: FreightRule = back.freightFen === 0 ? 'kept' : nothingKept ? 'nothing_kept' : 'shop_fault'
      return { ...back, freightRule }
    })
    return { lines, supplementFen }
  }

  private money(refundId: string): Promise<{ amountFen: Fen; arrivedFen: Fen }> {
    return this.database.one(
      `select coalesce(sum(amount_fen), 0)::bigint as "amountFen",
              coalesce(sum(amount_fen) filter (where arrived_at is not null), 0)::bigint as "arrivedFen"
         from order_refund_terms where refund_id = $1`,
      [refundId],
    )
  }

  private pieces(id: string): Promise<PieceRow[]> {
    return this.database.rows(
      `select line_id as "lineId", how, qty, goods_fen as "goodsFen", sellable_qty as "sellableQty" from after_sale_lines
        where after_sale_id = $1 order by line_id, how`,
      [id],
    )
  }

  private async goodsOf(orderId: string): Promise<GoodsOf> {
    const { lines } = await this.database.one<{ lines: (CardLine & { isGift: boolean })[] }>(
      `select jsonb_agg(jsonb_build_object(${GOODS}, 'qty', o.qty, 'isGift', o.role = 'gift') order by o.position) as lines
         from order_lines o where o.order_id = $1`,
      [orderId],
    )
    return new Map(lines.map((line) => [line.lineId, line]))
  }
}

const parcelView = ({ at, ...parcel }: ParcelRow) => ({ ...parcel, at: isoOf(at) })

const GIVEN = `
  select line_id as "lineId", sum(cancelled_qty)::integer as cancelled, sum(returned_qty)::integer as returned, sum(kept_qty)::integer as kept,
         sum(sales_fen)::bigint as "salesFen", sum(promotion_fen)::bigint as "promotionFen", sum(coupon_fen)::bigint as "couponFen",
         sum(points_fen)::bigint as "pointsFen", sum(gift_kept_fen)::bigint as "giftKeptFen",
         coalesce(sum(amount_fen) filter (where kind = 'goods'), 0)::bigint as "goodsFen",
         coalesce(sum(amount_fen) filter (where kind = 'freight'), 0)::bigint as "freightFen",
         (select o.shipped_qty = 0 from order_lines o where o.id = line_id) as "nothingKept"
    from order_refund_lines where refund_id = $1 group by line_id`
