import { Injectable } from '@nestjs/common'
import type { ImportState, SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { ShipFlaw, ShipSheet, ShipSheetRow, ShipSheetRowsQuery } from '@jishi/contracts/order/ship-sheet.schema'
import { SHIP_COLUMNS, SHIP_FLAWS, type ShipRowVerdict } from '@jishi/contracts/order/ship-sheet.terms'
import type { FileReply, Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { importLife, sheetFile, type Line } from '../../catalog/index.js'
import type { ShipSheetFlaw } from '../domain/ship-parcels.js'

interface SheetFacts {
  readonly id: string
  readonly at: Instant
  readonly fileName: string
  readonly state: ImportState
  readonly checkedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly rowsRead: number
  readonly rowsRefused: number
  readonly rowsBlank: number
  readonly flaws: readonly ShipSheetFlaw[]
  readonly found: number
  readonly checked: number
  readonly new: number
  readonly unchanged: number
  readonly refused: number
  readonly sent: number
  readonly lost: number
}

/** Counts come from the rows themselves, so they are right whatever was killed in between. */
const facts = (where: string, limit: number): string => `
  select s.id, s.created_at as at, s.file_name as "fileName", s.state, s.checked_at as "checkedAt", s.finished_at as "finishedAt",
         s.rows_read as "rowsRead", s.flaws, r.*, n.*
    from (select * from ship_sheets ${where} order by created_at desc, id desc limit ${limit}) s
    cross join lateral (
      select count(*) filter (where flaws <> '[]') as "rowsRefused", count(*) filter (where parcel is null) as "rowsBlank"
        from ship_sheet_rows where sheet_id = s.id) r
    cross join lateral (
      select count(*) as found, count(verdict) as checked, count(*) filter (where verdict = 'new') as new,
             count(*) filter (where verdict = 'unchanged') as unchanged, count(*) filter (where verdict = 'refused') as refused,
             count(*) filter (where outcome = 'applied') as sent, count(*) filter (where outcome = 'refused') as lost
        from ship_sheet_parcels where sheet_id = s.id) n
   order by s.created_at desc, s.id desc`

interface RowFacts {
  readonly row: number
  readonly orderNo: string
  readonly cells: Readonly<Partial<Record<'line' | 'pieces' | 'carrier' | 'trackingNo', string>>>
  readonly verdict: ShipRowVerdict | null
  readonly outcome: 'applied' | 'refused' | null
  readonly orderId: string | null
  readonly flaws: readonly ShipSheetFlaw[]
}

const CURSOR = /^r(\d{1,6})$/
const VERDICT = `case when r.parcel is null then 'blank' else p.verdict end`
const FLAW_PAGE = 200
const FLAW_HEADER: Readonly<Record<Language, Line>> = {
  zh: ['行', '订单号', '运单号', '列', '原因', '代码'],
  en: ['Row', 'Order', 'Tracking number', 'Column', 'Reason', 'Code'],
}
const columnName = new Map<string, string>(SHIP_COLUMNS.map(([key, name]) => [key, name]))

/** Sheets as their senders see them; somebody else's is not there. */
@Injectable()
export class ShipSheetQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async page(
    { operatorId }: OperatorActor,
    { cursor, limit = PAGE_SIZE }: PageQuery,
    language: Language,
  ): Promise<Page<ShipSheet>> {
    const conditions = new Conditions()
    conditions.add('operator_id = ?', operatorId)
    addTimePage(conditions, 'created_at', 'id', { cursor })
    const read = await this.database.rows<SheetFacts>(facts(conditions.where, limit + 1), conditions.values)
    const { rows, nextCursor } = cutTimePage(read, limit)
    return { items: rows.map((row) => viewOf(row, language)), nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one({ operatorId }: OperatorActor, id: string, language: Language): Promise<ShipSheet> {
    const found = await this.database.maybe<SheetFacts>(facts('where id = $1 and operator_id = $2', 1), [
      id,
      operatorId,
    ])
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return viewOf(found, language)
  }

  /** The rows of the file in its order. Throws NOT_FOUND, VALIDATION_FAILED for a cursor of another list. */
  async rows(
    operator: OperatorActor,
    id: string,
    query: ShipSheetRowsQuery,
    language: Language,
  ): Promise<Page<ShipSheetRow>> {
    const { cursor, limit = PAGE_SIZE, verdict } = query
    const behind = cursor === undefined ? 0 : Number(CURSOR.exec(cursor)?.[1] ?? Number.NaN)
    if (Number.isNaN(behind))
      throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
    await this.one(operator, id, language)
    const rows = await this.database.rows<RowFacts>(
      `select r.row, r.order_no as "orderNo", r.cells, ${VERDICT} as verdict, p.outcome, p.order_id as "orderId", r.flaws
         from ship_sheet_rows r left join ship_sheet_parcels p on p.sheet_id = r.sheet_id and p.parcel = r.parcel
        where r.sheet_id = $1 and r.row > $2
          and ($3::text is null or ${VERDICT} = $3 or ($3 = 'refused' and p.outcome = 'refused'))
        order by r.row limit $4`,
      [id, behind, verdict ?? null, limit + 1],
    )
    const shown = rows.slice(0, limit)
    return {
      items: shown.map((row) => rowView(row, language)),
      nextCursor: rows.length > limit ? `r${shown[shown.length - 1]?.row ?? 0}` : null,
    }
  }

  /** Everything that is wrong with a file, one line a flaw: at most the rows of one file, so it fits in memory. */
  async flawFile(operator: OperatorActor, id: string, format: SheetFormat, language: Language): Promise<FileReply> {
    const { flaws } = await this.one(operator, id, language)
    const lines = flaws.map((flaw): Line => [String(flaw.row ?? ''), '', '', '', flaw.message, flaw.code])
    let cursor: string | undefined
    do {
      const page = await this.rows(operator, id, { verdict: 'refused', limit: FLAW_PAGE, cursor }, language)
      for (const { row, orderNo, trackingNo, flaws: told } of page.items)
        for (const { column, message, code } of told)
          lines.push([String(row), orderNo, trackingNo, columnName.get(column ?? '') ?? '', message, code])
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return sheetFile(language === 'zh' ? '发货错误' : 'shipping-errors', format, [FLAW_HEADER[language], ...lines])
  }
}

/** A flaw in the reader's language, with what was found in its place. */
const toldFlaw = ({ row, column, code, found, most }: ShipSheetFlaw, language: Language): ShipFlaw => ({
  ...{ row, column, code },
  message: SHIP_FLAWS[code][language].replace('{found}', () => found ?? '').replace('{most}', () => String(most ?? '')),
})

const rowView = ({ cells, flaws, ...row }: RowFacts, language: Language): ShipSheetRow => ({
  ...row,
  ...{ line: cells.line ?? '', pieces: cells.pieces ?? '', carrier: cells.carrier ?? '' },
  trackingNo: cells.trackingNo ?? '',
  flaws: flaws.map((flaw) => toldFlaw(flaw, language)),
})

function viewOf(row: SheetFacts, language: Language): ShipSheet {
  const { id, fileName, state, rowsRead, rowsRefused, rowsBlank, sent, lost } = row
  const wanting = row.new - sent - lost
  const allowed = importLife.allowed(state, { checked: row.checkedAt !== null, wanting }, 'operator')
  return {
    ...{ id, fileName, state, rowsRead, rowsRefused, rowsBlank },
    createdAt: isoOf(row.at),
    finishedAt: row.finishedAt === null ? null : isoOf(row.finishedAt),
    parcelsFound: row.found,
    parcelsChecked: row.checked,
    parcels: { new: row.new, unchanged: row.unchanged, refused: row.refused },
    parcelsSent: sent,
    parcelsLost: lost,
    flaws: row.flaws.map((flaw) => toldFlaw(flaw, language)),
    mayApply: allowed.includes('apply'),
    mayStop: allowed.includes('stop'),
  }
}
