import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { addFen, minFen, subFen, type Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../../infra/database/sql.js'
import { InventoryFacade, type StockOwner } from '../../../inventory/index.js'
import { amountOf, piecesOf, refundOf } from '../../domain/refund-shares.js'
import { supplementsBackOf, supplementsFen } from '../../domain/supplement-shares.js'
import { lockOrder } from '../../locked-order.js'
import { lineStandings, waySupplements } from '../../refunds/line-standings.js'
import { GiveBack } from '../../refunds/give-back.js'
import { askedBack, type LockedAfterSale } from '../locked-after-sale.js'
import { differenceOf, type Wish } from './exchange-offers.js'

type Fault = 'shop' | 'nobody'

const ownerOf = (afterSaleId: string): StockOwner => ({ kind: 'exchange', id: afterSaleId })

/** What an exchange keeps for its buyer: the goods that are wanted, and the money that was paid for them beside the order. */
@Injectable()
export class Exchanges {
  constructor(
    private readonly inventory: InventoryFacade,
    private readonly giveBack: GiveBack,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Beside the case and its lines, which are written. */
  async begin(
    tx: Tx,
    sale: Pick<LockedAfterSale, 'id' | 'orderId' | 'memberId'>,
    wishes: readonly Wish[],
  ): Promise<void> {
    await tx.execute(
      `with wished as (
         update after_sale_lines l set wanted_sku_id = w.sku_id, wanted = w.wanted
           from jsonb_to_recordset($5::jsonb) as w (line_id uuid, sku_id uuid, wanted jsonb)
          where l.after_sale_id = $1 and l.line_id = w.line_id
       )
       insert into after_sale_exchanges (after_sale_id, order_id, member_id, difference_fen) values ($1, $2, $3, $4)`,
      [
        ...[sale.id, sale.orderId, sale.memberId, differenceOf(wishes)],
        JSON.stringify(wishes.map(({ lineId, skuId, wanted }) => ({ line_id: lineId, sku_id: skuId, wanted }))),
      ],
    )
  }

  async isThere(sql: Sql, sale: LockedAfterSale): Promise<boolean> {
    const wanted = new Map<string, number>()
    for (const { wantedSkuId, qty } of sale.lines)
      if (wantedSkuId !== null) wanted.set(wantedSkuId, (wanted.get(wantedSkuId) ?? 0) + qty)
    const left = await this.inventory.reservable(sql, [...wanted.keys()])
    return [...wanted].every(([skuId, qty]) => (left.get(skuId) ?? 0) >= qty)
  }

  /** Throws OUT_OF_STOCK. Kept until the replacement leaves or the case ends, however long that takes. */
  async reserve(tx: Tx, sale: LockedAfterSale): Promise<void> {
    const owner = ownerOf(sale.id)
    const now = this.clock.now()
    await this.inventory.reserve(tx, {
      owner,
      lines: sale.lines.flatMap(({ lineId, qty, wantedSkuId: skuId }) =>
        skuId === null ? [] : [{ lineId, skuId, qty }],
      ),
      expiresAt: now,
    })
    await this.inventory.keep(tx, owner)
    await tx.execute(`update after_sale_exchanges set reserved_at = $2 where after_sale_id = $1`, [sale.id, isoOf(now)])
  }

  /** The replacement leaves: what was kept is gone, and the pieces of the order's lines are exchanged. */
  async send(tx: Tx, sale: LockedAfterSale, shipmentId: string): Promise<void> {
    const pieces = sale.lines.map(({ lineId, qty }) => ({ lineId, qty }))
    const left = await this.inventory.consume(tx, ownerOf(sale.id), `shipment:${shipmentId}`, pieces)
    const asked = pieces.reduce((sum, { qty }) => sum + qty, 0)
    assert(left === asked, `exchange ${sale.id} sends ${asked} pieces but ${left} were reserved`)
    await tx.execute(
      `with lines as (
         update order_lines o set exchanged_qty = o.exchanged_qty + l.qty from after_sale_lines l
          where l.after_sale_id = $1 and o.id = l.line_id
       )
       update after_sale_exchanges set resent_at = $2 where after_sale_id = $1`,
      [sale.id, isoOf(this.clock.now())],
    )
  }

  /** It does not come to an exchange: the goods are free again, and what was paid for them goes back. */
  async giveUp(tx: Tx, sale: LockedAfterSale): Promise<void> {
    if (sale.exchange === null || sale.exchange.resent) return
    if (sale.exchange.reserved) {
      await this.inventory.release(tx, ownerOf(sale.id), 'closed')
      await tx.execute(`update after_sale_exchanges set released_at = $2 where after_sale_id = $1`, [
        ...[sale.id, isoOf(this.clock.now())],
      ])
    }
    if (sale.exchange.difference === 'paid') await this.giveDifferenceBack(tx, sale)
  }

  /** From here on it is a return: what the pieces come to is asked for instead. Answers the case as it is now. */
  async becomeReturn(tx: Tx, sale: LockedAfterSale, fault: Fault): Promise<LockedAfterSale> {
    await this.giveUp(tx, sale)
    return this.asReturn(tx, sale, fault)
  }

  /**
   * The replacement left and never came: its goods are gone, the pieces it stood for are no longer exchanged, and what was paid
   * for dearer goods goes back. What cheaper ones gave back already is taken off the line it was given for.
   */
  async lose(tx: Tx, sale: LockedAfterSale): Promise<LockedAfterSale> {
    await tx.execute(
      `with lines as (
         update order_lines o set exchanged_qty = o.exchanged_qty - l.qty from after_sale_lines l
          where l.after_sale_id = $1 and o.id = l.line_id
       )
       update after_sale_exchanges set lost_at = $2 where after_sale_id = $1`,
      [sale.id, isoOf(this.clock.now())],
    )
    if (sale.exchange?.difference === 'paid') await this.giveDifferenceBack(tx, sale)
    return this.asReturn(tx, { ...sale, lines: await this.lessGiven(tx, sale) }, 'shop')
  }

  private async lessGiven(tx: Tx, sale: LockedAfterSale): Promise<LockedAfterSale['lines']> {
    const given = await tx.rows<{ lineId: string; amountFen: Fen }>(
      `select l.line_id as "lineId", l.amount_fen as "amountFen" from order_refunds f join order_refund_lines l on l.refund_id = f.id
        where f.cause = 'after_sale' and f.reference = $1 and l.kind = 'goods'`,
      [sale.id],
    )
    const standings = await lineStandings(tx, sale.orderId)
    return sale.lines.map((line) => {
      const less = given.find(({ lineId }) => lineId === line.lineId)
      const standing = standings.find(({ id }) => id === line.lineId)
      if (less === undefined || standing === undefined) return line
      const used = standing.cancelledQty + standing.returnedQty + standing.keptQty
      const ofPieces = piecesOf(standing.goodsPaidFen, standing.qty, used, line.qty)
      return { ...line, goodsFen: subFen(ofPieces, minFen(less.amountFen, ofPieces)) }
    })
  }

  private async asReturn(tx: Tx, sale: LockedAfterSale, fault: Fault): Promise<LockedAfterSale> {
    const lines = await lineStandings(tx, sale.orderId)
    const backs = refundOf(lines, askedBack(sale), fault)
    const ways = supplementsBackOf(lines, backs, await waySupplements(tx, sale.orderId), fault)
    const askedFen = addFen(amountOf(backs), supplementsFen(ways))
    await tx.execute(`update after_sales set kind = 'return_refund', asked_fen = $2 where id = $1`, [sale.id, askedFen])
    return { ...sale, kind: 'return_refund', exchange: null }
  }

  private async giveDifferenceBack(tx: Tx, sale: LockedAfterSale): Promise<void> {
    const paid = await tx.one<{ id: string; termId: string }>(
      `select d.id, s.term_id as "termId" from exchange_differences d
         join order_supplements s on s.purpose = 'exchange' and s.reference = d.id
        where d.after_sale_id = $1 and d.state = 'paid'`,
      [sale.id],
    )
    const order = await lockOrder(tx, sale.orderId, this.clock.now())
    const what = { goodsTermId: paid.termId }
    const { refundId } = await this.giveBack.run(tx, order, { cause: 'exchange', reference: paid.id, what })
    await tx.execute(
      `update exchange_differences set state = 'given_back', settled_at = $2, refund_id = $3 where id = $1`,
      [paid.id, isoOf(this.clock.now()), refundId],
    )
  }
}
