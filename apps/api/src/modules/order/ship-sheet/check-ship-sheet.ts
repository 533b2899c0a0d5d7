import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { verdictsOf, type ParcelVerdict, type SheetOrder, type SheetParcel } from '../domain/ship-parcels.js'
import { addFlaws, heldIn, sheetOf } from './sheet-rows.js'

/** Orders a step; an order's parcels are checked together, because they share what is left of it. */
const BATCH = 50

type StagedParcel = SheetParcel & { readonly orderNo: string }
type Verdict = ParcelVerdict & { readonly orderId: string | null }

const PARCELS = `
  with next as (
    select order_no from ship_sheet_parcels where sheet_id = $1 and verdict is null group by order_no order by min(parcel) limit $2)
  select p.parcel, p.order_no as "orderNo", p.carrier_code as "carrierCode", p.tracking_no as "trackingNo", p.asked
    from ship_sheet_parcels p join next on next.order_no = p.order_no
   where p.sheet_id = $1 and p.verdict is null order by p.parcel`

const ORDERS = `
  select o.order_no as "orderNo", o.id, o.state,
         exists (select 1 from order_holds h where h.order_id = o.id and h.blocks @> '{ship}' and h.released_at is null
                    and (h.until_at is null or h.until_at > $2)) as held,
         (select coalesce(jsonb_agg(jsonb_build_object('position', l.position, 'lineId', l.id,
                   'qty', l.qty - l.cancelled_qty - l.shipped_qty) order by l.position), '[]')
            from order_lines l where l.order_id = o.id and l.delivery_code = 'express') as lines,
         (select coalesce(jsonb_agg(jsonb_build_object('carrierCode', s.carrier_code, 'trackingNo', s.tracking_no, 'pieces', (
                   select jsonb_agg(jsonb_build_object('lineId', c.line_id, 'qty', c.qty))
                     from shipment_lines c where c.shipment_id = s.id))), '[]')
            from shipments s where s.order_id = o.id and s.after_sale_id is null) as shipments
    from orders o where o.order_no = any($1::text[])`

/** The dry run: some orders a step, each parcel with its verdict and what is wrong with its rows. Nothing is shipped. */
@Injectable()
export class CheckShipSheet {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Does one step; false when there is none left to do, and the sheet has moved on. */
  async step(id: string): Promise<boolean> {
    if ((await sheetOf(this.database, id))?.state !== 'checking') return false
    const parcels = await this.database.rows<StagedParcel>(PARCELS, [id, BATCH])
    if (parcels.length === 0) return this.finish(id)
    const verdicts = await this.verdicts(parcels)
    await this.database.transaction((tx) => this.keep(tx, id, verdicts))
    return true
  }

  private async verdicts(parcels: readonly StagedParcel[]): Promise<Verdict[]> {
    const byOrder = parcelsByOrder(parcels)
    const found = await this.database.rows<SheetOrder & { orderNo: string }>(ORDERS, [
      [...byOrder.keys()],
      isoOf(this.clock.now()),
    ])
    const orders = new Map(found.map((order) => [order.orderNo, order]))
    const owners = await this.ownersOf(parcels)
    return [...byOrder].flatMap(([orderNo, of]) => {
      const order = orders.get(orderNo)
      const isTaken = (parcel: SheetParcel, orderId: string): boolean =>
        (owners.get(numberOf(parcel)) ?? orderId) !== orderId
      return verdictsOf(orderNo, order, of, isTaken).map((verdict) => ({ ...verdict, orderId: order?.id ?? null }))
    })
  }

  /** Whose parcels have these numbers already. */
  private async ownersOf(parcels: readonly StagedParcel[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.rows<{ carrierCode: string; trackingNo: string; orderId: string }>(
      `select s.carrier_code as "carrierCode", s.tracking_no as "trackingNo", s.order_id as "orderId"
         from unnest($1::text[], $2::text[]) as a (carrier_code, tracking_no)
         join shipments s on s.carrier_code = a.carrier_code and s.tracking_no = a.tracking_no`,
      [parcels.map(({ carrierCode }) => carrierCode), parcels.map(({ trackingNo }) => trackingNo)],
    )
    return new Map(rows.map((row) => [numberOf(row), row.orderId]))
  }

  /** Should two workers have checked the same parcel, the first verdict stands, and its flaws are told once. */
  private async keep(tx: Tx, id: string, verdicts: readonly Verdict[]): Promise<void> {
    if ((await heldIn(tx, id, 'checking')) === undefined) return
    const kept = await tx.rows<{ parcel: number }>(
      `update ship_sheet_parcels p set verdict = v.verdict, order_id = v."orderId", pieces = v.pieces
         from jsonb_to_recordset($2) as v (parcel int, verdict text, "orderId" uuid, pieces jsonb)
        where p.sheet_id = $1 and p.parcel = v.parcel and p.verdict is null returning p.parcel`,
      [id, json(verdicts.map(({ flaws: _flaws, ...verdict }) => verdict))],
    )
    const told = new Set(kept.map(({ parcel }) => parcel))
    await addFlaws(
      tx,
      id,
      verdicts.filter(({ parcel }) => told.has(parcel)).flatMap(({ flaws }) => flaws),
    )
    await tx.execute('update ship_sheets set touched_at = $2 where id = $1', [id, isoOf(this.clock.now())])
  }

  private async finish(id: string): Promise<boolean> {
    await this.database.execute(
      `update ship_sheets set state = 'ready', checked_at = $2, touched_at = $2 where id = $1 and state = 'checking'
          and not exists (select 1 from ship_sheet_parcels where sheet_id = $1 and verdict is null)`,
      [id, isoOf(this.clock.now())],
    )
    return false
  }
}

function parcelsByOrder(parcels: readonly StagedParcel[]): Map<string, StagedParcel[]> {
  const byOrder = new Map<string, StagedParcel[]>()
  for (const parcel of parcels) byOrder.set(parcel.orderNo, [...(byOrder.get(parcel.orderNo) ?? []), parcel])
  return byOrder
}

const numberOf = ({ carrierCode, trackingNo }: Pick<SheetParcel, 'carrierCode' | 'trackingNo'>): string =>
  `${carrierCode} ${trackingNo}`
