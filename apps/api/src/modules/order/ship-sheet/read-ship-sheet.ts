import { Inject, Injectable } from '@nestjs/common'
import { buffer } from 'node:stream/consumers'
import { MAX_SHIP_ROWS, SHIP_FLAWS, type ShipFlawCode } from '@jishi/contracts/order/ship-sheet.terms'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json } from '../../../infra/database/sql.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { FileRefused, sheetLines } from '../../catalog/index.js'
import { flawsWithin, type AskedPieces, type ShipSheetFlaw } from '../domain/ship-parcels.js'
import { CarrierTable } from '../fulfilment/carriers.js'
import { addFlaws, fileKey, heldIn, type ShipSheetRow } from './sheet-rows.js'
import { shipHeader, shipRowOf, type ShipRow } from './ship-row.js'

/** The file as a whole cannot be read: nothing of it is staged, and its sheet says why. */
class SheetRefused extends Error {
  constructor(readonly flaws: readonly ShipSheetFlaw[]) {
    super(flaws.map(({ code }) => code).join(', '))
  }
}

const refusedFor = (code: ShipFlawCode, most?: number): SheetRefused =>
  new SheetRefused([{ code, row: null, column: null, most }])

interface StagedParcel {
  readonly parcel: number
  readonly orderNo: string
  readonly carrierCode: string | null
  readonly trackingNo: string
  readonly asked: AskedPieces[]
  refused: boolean
}

/** Reads a file into rows and parcels, all of it in one step: begun again after a kill, it is read from the top. */
@Injectable()
export class ReadShipSheet {
  constructor(
    private readonly database: Database,
    private readonly carriers: CarrierTable,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(sheet: ShipSheetRow): Promise<void> {
    try {
      const rows = await this.rowsOf(sheet)
      await this.keep(sheet.id, rows)
    } catch (error) {
      await this.refuse(sheet.id, flawsOfFile(error))
    }
    // Receivers may stand in it, and nothing more is read from it.
    await this.files.remove(fileKey(sheet.id, sheet.format))
  }

  private async rowsOf({ id, format }: ShipSheetRow): Promise<ShipRow[]> {
    const file = await this.files.get(fileKey(id, format))
    if (file === undefined) throw refusedFor('FILE_UNREADABLE')
    const offered = (await this.carriers.list()).items.filter(({ enabled }) => enabled)
    const lines = sheetLines(format, await buffer(file.stream))
    const first = await lines.next()
    if (first.done === true) throw refusedFor('FILE_EMPTY')
    const { header, flaws } = shipHeader(first.value.cells)
    if (flaws.length > 0) throw new SheetRefused(flaws)
    const rows: ShipRow[] = []
    for await (const line of lines) {
      const row = shipRowOf(line, header, offered)
      if (row !== undefined) rows.push(row)
      if (rows.length > MAX_SHIP_ROWS) throw refusedFor('TOO_MANY_ROWS', MAX_SHIP_ROWS)
    }
    if (rows.length === 0) throw refusedFor('FILE_EMPTY')
    return rows
  }

  private async keep(id: string, rows: readonly ShipRow[]): Promise<void> {
    const { parcels, parcelOf, flaws } = parcelsOf(rows)
    await this.database.transaction(async (tx) => {
      if ((await heldIn(tx, id, 'reading')) === undefined) return
      await tx.execute(
        `insert into ship_sheet_rows (sheet_id, row, parcel, order_no, cells, flaws)
         select $1, r.row, r.parcel, r."orderNo", r.cells, r.flaws
           from jsonb_to_recordset($2) as r (row int, parcel int, "orderNo" text, cells jsonb, flaws jsonb)`,
        [id, json(rows.map((row) => ({ ...row, parcel: parcelOf.get(row.row) ?? null })))],
      )
      await tx.execute(
        `insert into ship_sheet_parcels (sheet_id, parcel, order_no, carrier_code, tracking_no, asked, verdict)
         select $1, p.parcel, p."orderNo", p."carrierCode", p."trackingNo", p.asked, case when p.refused then 'refused' end
           from jsonb_to_recordset($2) as p
             (parcel int, "orderNo" text, "carrierCode" text, "trackingNo" text, asked jsonb, refused boolean)`,
        [id, json(parcels)],
      )
      await addFlaws(tx, id, flaws)
      await tx.execute(`update ship_sheets set state = 'checking', rows_read = $2, touched_at = $3 where id = $1`, [
        ...[id, rows.length, isoOf(this.clock.now())],
      ])
    })
  }

  private async refuse(id: string, flaws: readonly ShipSheetFlaw[]): Promise<void> {
    await this.database.execute(
      `update ship_sheets set state = 'refused', flaws = $2, touched_at = $3, finished_at = $3 where id = $1 and state = 'reading'`,
      [id, json(flaws.slice(0, 50)), isoOf(this.clock.now())],
    )
  }
}

/** What is no flaw of the file is thrown on, and the step done again. */
function flawsOfFile(error: unknown): readonly ShipSheetFlaw[] {
  if (error instanceof SheetRefused) return error.flaws
  if (!(error instanceof FileRefused)) throw error
  return error.flaws.map(({ code, row, found, most }) => ({
    ...{ code: code in SHIP_FLAWS ? (code as ShipFlawCode) : 'FILE_UNREADABLE', row, column: null, found, most },
  }))
}

/** Rows with the same order, carrier and number are one parcel. A parcel with a flawed row is not sent by halves. */
function parcelsOf(rows: readonly ShipRow[]): {
  parcels: readonly StagedParcel[]
  parcelOf: ReadonlyMap<number, number>
  flaws: readonly ShipSheetFlaw[]
} {
  const byKey = new Map<string, StagedParcel>()
  const parcelOf = new Map<number, number>()
  for (const { row, orderNo, cells, carrierCode, trackingNo, line, qty, blank, flaws } of rows) {
    if (blank) continue
    const key = JSON.stringify([orderNo, carrierCode ?? cells.carrier ?? '', trackingNo])
    const staged = byKey.get(key) ?? { parcel: row, orderNo, carrierCode, trackingNo, asked: [], refused: false }
    staged.asked.push({ row, line, qty })
    staged.refused ||= flaws.length > 0
    byKey.set(key, staged)
    parcelOf.set(row, staged.parcel)
  }
  const parcels = [...byKey.values()]
  const orders = ordersByNumber(parcels)
  const flaws = parcels.flatMap((parcel) => {
    const found = [...flawsWithin(parcel.asked), ...usedTwice(parcel, orders)]
    parcel.refused ||= found.length > 0
    return found
  })
  return { parcels, parcelOf, flaws }
}

const numberOf = ({ carrierCode, trackingNo }: StagedParcel): string => `${carrierCode ?? ''} ${trackingNo}`

function ordersByNumber(parcels: readonly StagedParcel[]): ReadonlyMap<string, ReadonlySet<string>> {
  const orders = new Map<string, Set<string>>()
  for (const parcel of parcels) {
    const number = numberOf(parcel)
    orders.set(number, (orders.get(number) ?? new Set()).add(parcel.orderNo))
  }
  return orders
}

/** One number is one parcel: no two orders lie in it. */
function usedTwice(parcel: StagedParcel, orders: ReadonlyMap<string, ReadonlySet<string>>): ShipSheetFlaw[] {
  const { parcel: row, carrierCode, trackingNo } = parcel
  const twice = carrierCode !== null && trackingNo !== '' && (orders.get(numberOf(parcel))?.size ?? 0) > 1
  return twice ? [{ row, column: 'trackingNo', code: 'NUMBER_TWICE', found: trackingNo }] : []
}
