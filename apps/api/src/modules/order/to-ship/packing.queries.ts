import { Inject, Injectable } from '@nestjs/common'
import type { Packing } from '@jishi/contracts/order/to-ship.schema'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { CatalogFacade } from '../../catalog/index.js'
import { InventoryFacade, type PlacedLine } from '../../inventory/index.js'
import { maskName, maskPhone } from '../domain/masking.js'
import { picksOf, type PlacedPieces } from '../domain/picks.js'
import { shipHoldsOf } from '../domain/ship-holds.js'
import { OrderSeals, regionText } from '../order-seals.js'
import { WAITING, WAITING_COLUMNS, type WaitingLine, type WaitingRow } from './to-ship.queries.js'

/** What is printed for chosen orders: where to fetch what, and what goes into each parcel. */
@Injectable()
export class PackingQueries {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    private readonly seals: OrderSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Three statements, however many orders. What has left meanwhile is not printed again. */
  async of(ids: readonly string[]): Promise<Packing> {
    const now = isoOf(this.clock.now())
    const orders = await this.database.rows<WaitingRow>(
      `select ${WAITING_COLUMNS} from unnest($2::uuid[]) with ordinality as w (id, place)
         join orders o on o.id = w.id where ${WAITING} order by w.place`,
      [now, [...new Set(ids)]],
    )
    const lines = orders.flatMap((order) => order.lines)
    const bySku = new Map(lines.map((line) => [line.skuId, line]))
    const codes = await this.catalog.skuCodes(this.database, [...bySku.keys()])
    const placed = await this.inventory.placesOf(
      this.database,
      orders.map(({ id }) => id),
    )
    const told = (line: WaitingLine) => ({
      ...{ skuId: line.skuId, title: line.title, skuLabel: line.skuLabel },
      ...{ skuCode: codes.get(line.skuId)?.code ?? null, barcode: codes.get(line.skuId)?.barcode ?? null },
    })
    return {
      orders: orders.map((order) => ({
        ...this.slipOf(order),
        lines: order.lines.map((line) => ({ id: line.id, qty: line.qty, ...told(line) })),
      })),
      picks: picksOf(placedPieces(orders, placed)).flatMap((pick) => {
        const line = bySku.get(pick.skuId)
        return line === undefined ? [] : [{ ...told(line), ...pick }]
      }),
      printedAt: now,
    }
  }

  private slipOf({
    id,
    orderNo,
    at,
    holds,
    addressEnc,
    noteEnc,
  }: WaitingRow): Omit<Packing['orders'][number], 'lines'> {
    const receiver = this.seals.openReceiver(addressEnc)
    return {
      ...{ id, orderNo, paidAt: isoOf(at), holds: shipHoldsOf(holds), region: regionText(receiver) },
      receiverMasked: `${maskName(receiver.receiver)} ${maskPhone(receiver.phone)}`,
      note: this.seals.openNote(noteEnc),
    }
  }
}

/** The stock that is kept for these lines says where their pieces lie; what goes without a parcel is not fetched. */
function placedPieces(orders: readonly WaitingRow[], placed: readonly PlacedLine[]): PlacedPieces[] {
  const lines = new Map(orders.flatMap(({ id, lines: all }) => all.map((line) => [line.id, { orderId: id, ...line }])))
  return placed.flatMap(({ lineId, place, qty }) => {
    const line = lines.get(lineId)
    return line === undefined ? [] : [{ orderId: line.orderId, skuId: line.skuId, place, qty }]
  })
}
