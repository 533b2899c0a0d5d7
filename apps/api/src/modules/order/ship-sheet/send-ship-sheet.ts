import { Inject, Injectable, Logger } from '@nestjs/common'
import type { ShipFlawCode, ShipColumn } from '@jishi/contracts/order/ship-sheet.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { Pieces } from '../domain/parcel-pieces.js'
import type { ShipSheetFlaw } from '../domain/ship-parcels.js'
import { ShipOrder } from '../ship-order.js'
import { addFlaws, askedBy, heldIn } from './sheet-rows.js'

/** A parcel that fails for no reason it could be told is tried as often as this, then left for people to look at. */
const MAX_TRIES = 3

/** What is too busy says nothing about the parcel. */
const BUSY: readonly string[] = ['OVERLOADED', 'UNAVAILABLE']

interface Item {
  readonly parcel: number
  readonly orderId: string
  readonly carrierCode: string
  readonly trackingNo: string
  readonly pieces: Pieces[]
  readonly tries: number
}

const ITEM = `parcel, order_id as "orderId", carrier_code as "carrierCode", tracking_no as "trackingNo", pieces, tries`

/**
 * Ships a sheet parcel by parcel by the use case that ships by hand, each in a transaction of its own together with its outcome: killed
 * at any point, it goes on with the first parcel that has none, and none leaves twice.
 */
@Injectable()
export class SendShipSheet {
  private readonly log = new Logger('SendShipSheet')

  constructor(
    private readonly database: Database,
    private readonly shipOrder: ShipOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Ships one parcel; false when there is none left to ship, or the sheet was stopped. */
  async step(id: string): Promise<boolean> {
    const item = await this.database.maybe<Item>(
      `select ${ITEM} from ship_sheet_parcels p where p.sheet_id = $1 and p.verdict = 'new' and p.outcome is null
          and exists (select 1 from ship_sheets s where s.id = $1 and s.state = 'applying') order by p.parcel limit 1`,
      [id],
    )
    if (item === undefined) return this.finish(id)
    try {
      await this.database.transaction((tx) => this.send(tx, id, item.parcel))
    } catch (error) {
      await this.failed(id, item, error)
    }
    return true
  }

  /** The sheet is held, so that a stop falls between two parcels and two workers never ship the same one. */
  private async send(tx: Tx, id: string, parcel: number): Promise<void> {
    const sheet = await heldIn(tx, id, 'applying')
    const item = await tx.maybe<Item>(
      `select ${ITEM} from ship_sheet_parcels where sheet_id = $1 and parcel = $2 and outcome is null`,
      [id, parcel],
    )
    if (sheet === undefined || item === undefined) return
    const { orderId, carrierCode, trackingNo, pieces } = item
    await this.shipOrder.within(tx, askedBy(sheet), orderId, { carrierCode, trackingNo, pieces })
    await this.settle(tx, id, parcel, 'applied')
  }

  private async failed(id: string, { parcel, tries }: Item, error: unknown): Promise<void> {
    if (error instanceof DomainError && BUSY.includes(error.code)) throw error
    if (error instanceof DomainError) return this.lose(id, flawOf(parcel, error))
    this.log.error(`${id} ${parcel}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    if (tries + 1 >= MAX_TRIES) return this.lose(id, { row: parcel, column: 'orderNo', code: 'FAILED' })
    await this.database.execute('update ship_sheet_parcels set tries = tries + 1 where sheet_id = $1 and parcel = $2', [
      id,
      parcel,
    ])
    throw error
  }

  private async lose(id: string, flaw: ShipSheetFlaw & { row: number }): Promise<void> {
    await this.database.transaction(async (tx) => {
      if ((await heldIn(tx, id, 'applying')) === undefined) return
      if (await this.settle(tx, id, flaw.row, 'refused')) await addFlaws(tx, id, [flaw])
    })
  }

  private async settle(tx: Tx, id: string, parcel: number, outcome: 'applied' | 'refused'): Promise<boolean> {
    const settled = await tx.execute(
      'update ship_sheet_parcels set outcome = $3 where sheet_id = $1 and parcel = $2 and outcome is null',
      [id, parcel, outcome],
    )
    await tx.execute('update ship_sheets set touched_at = $2 where id = $1', [id, isoOf(this.clock.now())])
    return settled === 1
  }

  private async finish(id: string): Promise<boolean> {
    await this.database.execute(
      `update ship_sheets set state = 'done', finished_at = $2, touched_at = $2 where id = $1 and state = 'applying'
          and not exists (select 1 from ship_sheet_parcels where sheet_id = $1 and verdict = 'new' and outcome is null)`,
      [id, isoOf(this.clock.now())],
    )
    return false
  }
}

/** Where what shipping refuses stands in the sheet. Somebody was quicker than the check, or the order changed since. */
function flawOf(parcel: number, error: DomainError): ShipSheetFlaw & { row: number } {
  const flaw = (column: ShipColumn, code: ShipFlawCode, found?: string) => ({ row: parcel, column, code, found })
  const details = error.details as { reason?: unknown; trackingNo?: unknown } | undefined
  switch (error.code) {
    case 'SHIPMENT_NO_TAKEN':
      return flaw('trackingNo', 'NUMBER_TAKEN', String(details?.trackingNo ?? ''))
    case 'SHIP_PIECES_GONE':
      return flaw('pieces', 'PIECES_FEWER')
    case 'CARRIER_UNKNOWN':
      return flaw('carrier', 'CARRIER_OFF')
    default:
      return flaw('orderNo', details?.reason === 'HELD_SHIP' ? 'ORDER_HELD' : 'ORDER_NOT_WAITING')
  }
}
