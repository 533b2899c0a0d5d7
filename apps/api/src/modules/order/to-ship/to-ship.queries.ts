import { Inject, Injectable } from '@nestjs/common'
import type { OrderFlag } from '@jishi/contracts/order/order.terms'
import type { ToShipCounts, ToShipQuery, ToShipRow } from '@jishi/contracts/order/to-ship.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addRisingTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { SettingsFacade } from '../../settings/index.js'
import { maskName, maskPhone } from '../domain/masking.js'
import { shipHoldsOf } from '../domain/ship-holds.js'
import { shipWithinMs } from '../../pricing/index.js'
import { OrderSeals, regionText } from '../order-seals.js'

export interface WaitingRow {
  readonly id: string
  readonly orderNo: string
  /** When it was paid: by that the queue runs. */
  readonly at: Instant
  readonly remindedAt: Instant | null
  readonly flag: OrderFlag | null
  readonly noted: boolean
  readonly holds: readonly string[]
  readonly addressEnc: string
  readonly noteEnc: string | null
  readonly parcels: number
  readonly lines: readonly WaitingLine[]
}

export interface WaitingLine {
  readonly id: string
  /** Its number within the order, by which a sheet names it. */
  readonly position: number
  readonly skuId: string
  readonly title: string
  readonly skuLabel: string
  readonly qty: number
}

/** Beyond this a number is only "many". */
const MOST_COUNTED = 10_000

/** What stands in the way now. `$now` is the number of the parameter that holds the business time. */
const heldBy = (now: number): string => `
  from order_holds h where h.order_id = o.id and h.blocks @> '{ship}' and h.released_at is null
   and (h.until_at is null or h.until_at > $${now})`

const LEFT = `l.order_id = o.id and l.delivery_code = 'express' and l.qty - l.cancelled_qty - l.shipped_qty > 0`
const latestNote = (column: 'flag' | 'text_enc'): string =>
  `(select n.${column} from order_notes n where n.order_id = o.id order by n.version desc limit 1)`

/** A paid order with a parcel has pieces left by definition: with its last one it is no longer paid. */
export const WAITING = `o.state = 'paid' and o.delivery_code = 'express'`

/** `$1` is the business time. */
export const WAITING_COLUMNS = `
  o.id, o.order_no as "orderNo", o.paid_at as at, o.reminded_at as "remindedAt", o.address_enc as "addressEnc",
  o.note_enc as "noteEnc", ${latestNote('flag')} as flag, ${latestNote('text_enc')} is not null as noted,
  (select coalesce(array_agg(h.key order by h.created_at, h.id), '{}') ${heldBy(1)}) as holds,
  (select count(*) from shipments s where s.order_id = o.id and s.after_sale_id is null) as parcels,
  (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'position', l.position, 'skuId', l.sku_id,
            'title', l.snapshot ->> 'title', 'skuLabel', l.snapshot ->> 'skuLabel',
            'qty', l.qty - l.cancelled_qty - l.shipped_qty) order by l.position), '[]')
     from order_lines l where ${LEFT}) as lines`

export type ToShipFilters = Omit<ToShipQuery, 'cursor' | 'limit'>

/** The orders that wait for a parcel, the earliest promise first. The promise is one for all, so the queue runs by payment. */
@Injectable()
export class ToShipQueries {
  constructor(
    private readonly database: Database,
    private readonly seals: OrderSeals,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async page(query: ToShipQuery): Promise<Page<ToShipRow>> {
    const withinMs = await this.withinMs()
    const { rows, nextCursor } = await this.read(query, withinMs)
    return { items: rows.map((row) => this.viewOf(row, withinMs)), nextCursor }
  }

  /** The same rows for whoever makes a file of them. */
  async waiting(query: ToShipQuery): Promise<{ rows: readonly WaitingRow[]; nextCursor: string | null }> {
    return this.read(query, await this.withinMs())
  }

  async counts(): Promise<ToShipCounts> {
    const now = this.clock.now()
    return this.database.one<ToShipCounts>(
      `select count(*) as all, count(*) filter (where overdue) as overdue, count(*) filter (where reminded) as reminded,
              count(*) filter (where held) as held, count(*) filter (where noted) as noted
         from (select o.paid_at < $2 as overdue, o.reminded_at is not null as reminded, exists (select 1 ${heldBy(1)}) as held,
                      ${latestNote('text_enc')} is not null as noted
                 from orders o where ${WAITING} order by o.paid_at limit $3) counted`,
      [isoOf(now), isoOf(addMs(now, -(await this.withinMs()))), MOST_COUNTED],
    )
  }

  private async withinMs(): Promise<number> {
    const { promise } = await this.settings.get('freight')
    return shipWithinMs(promise)
  }

  private async read(
    query: ToShipQuery,
    withinMs: number,
  ): Promise<{ rows: readonly WaitingRow[]; nextCursor: string | null }> {
    const limit = query.limit ?? PAGE_SIZE
    const now = this.clock.now()
    const conditions = new Conditions([isoOf(now)])
    conditions.add(WAITING)
    addFilters(conditions, query, addMs(now, -withinMs))
    addRisingTimePage(conditions, 'o.paid_at', 'o.id', query)
    const rows = await this.database.rows<WaitingRow>(
      `select ${WAITING_COLUMNS} from orders o ${conditions.where} order by o.paid_at, o.id limit ${limit + 1}`,
      conditions.values,
    )
    return cutTimePage(rows, limit)
  }

  private viewOf(row: WaitingRow, withinMs: number): ToShipRow {
    const { at, remindedAt, holds, addressEnc, noteEnc, lines, ...facts } = row
    const receiver = this.seals.openReceiver(addressEnc)
    const promisedAt = addMs(at, withinMs)
    return {
      ...facts,
      paidAt: isoOf(at),
      promisedAt: isoOf(promisedAt),
      overdue: promisedAt < this.clock.now(),
      remindedAt: remindedAt === null ? null : isoOf(remindedAt),
      holds: shipHoldsOf(holds),
      receiverMasked: `${maskName(receiver.receiver)} ${maskPhone(receiver.phone)}`,
      region: regionText(receiver),
      note: this.seals.openNote(noteEnc),
      lines: lines.map(({ id, title, skuLabel, qty }) => ({ id, title, skuLabel, qty })),
    }
  }
}

function addFilters(conditions: Conditions, { want, flag, goods, province }: ToShipFilters, promisedTo: Instant): void {
  if (want === 'overdue') conditions.add('o.paid_at < ?', isoOf(promisedTo))
  if (want === 'reminded') conditions.add('o.reminded_at is not null')
  if (want === 'held') conditions.add(`exists (select 1 ${heldBy(1)})`)
  if (want === 'noted') conditions.add(`${latestNote('text_enc')} is not null`)
  if (flag !== undefined) conditions.add(`${latestNote('flag')} = ?`, flag)
  if (province !== undefined) conditions.add('left(o.region_code, 2) = ?', province)
  // Compared as text, so that nothing typed acts as a wildcard.
  if (goods !== undefined)
    conditions.add(
      `exists (select 1 from order_lines l where ${LEFT} and strpos(lower(l.snapshot ->> 'title'), lower(?)) > 0)`,
      goods,
    )
}
