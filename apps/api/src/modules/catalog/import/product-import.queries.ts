import { Injectable } from '@nestjs/common'
import type { ImportRow, ImportRowsQuery, ProductImport } from '@jishi/contracts/catalog/product-import.schema'
import type { ImportState, ImportVerdict } from '@jishi/contracts/catalog/product-import.terms'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { importLife } from './domain/import-life.js'
import type { SheetFlaw } from './domain/sheet-text.js'
import { toldFlaw } from './flaw-words.js'

interface ImportFacts {
  readonly id: string
  readonly at: Instant
  readonly fileName: string
  readonly state: ImportState
  readonly createdBy: string
  readonly appliedBy: string | null
  readonly checkedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly rowsRead: number
  readonly rowsRefused: number
  readonly flaws: readonly SheetFlaw[]
  readonly found: number
  readonly checked: number
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  readonly refused: number
  readonly applied: number
  readonly lost: number
}

/** Counts come from the rows themselves, so they are right whatever was killed in between. */
const facts = (where: string, limit: number): string => `
  select i.id, i.created_at as at, i.file_name as "fileName", i.state, i.created_by_name as "createdBy",
         i.applied_by_name as "appliedBy", i.checked_at as "checkedAt", i.finished_at as "finishedAt", i.rows_read as "rowsRead", i.flaws,
         (select count(*) from product_import_rows r where r.import_id = i.id and r.flaws <> '[]') as "rowsRefused", n.*
    from (select * from product_imports ${where} order by created_at desc, id desc limit ${limit}) i
    cross join lateral (
      select count(*) as found, count(verdict) as checked,
             count(*) filter (where verdict = 'new') as new, count(*) filter (where verdict = 'changed') as changed,
             count(*) filter (where verdict = 'unchanged') as unchanged, count(*) filter (where verdict = 'refused') as refused,
             count(*) filter (where outcome = 'applied') as applied, count(*) filter (where outcome = 'refused') as lost
        from product_import_products p where p.import_id = i.id) n
   order by i.created_at desc, i.id desc`

interface RowFacts {
  readonly row: number
  readonly productCode: string
  readonly title: string
  readonly skuCode: string
  readonly verdict: ImportVerdict | null
  readonly outcome: 'applied' | 'refused' | null
  readonly productId: string | null
  readonly flaws: readonly SheetFlaw[]
}

const CURSOR = /^r(\d{1,6})$/
const TITLE_SHOWN = 60

@Injectable()
export class ProductImportQueries {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async page({ cursor, limit = PAGE_SIZE }: PageQuery, language: Language): Promise<Page<ProductImport>> {
    const conditions = new Conditions()
    addTimePage(conditions, 'created_at', 'id', { cursor })
    const read = await this.database.rows<ImportFacts>(facts(conditions.where, limit + 1), conditions.values)
    const { rows, nextCursor } = cutTimePage(read, limit)
    return { items: rows.map((row) => viewOf(row, language)), nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(id: string, language: Language): Promise<ProductImport> {
    const found = await this.database.maybe<ImportFacts>(facts('where id = $1', 1), [id])
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return viewOf(found, language)
  }

  /** The rows of the file in its order. Throws NOT_FOUND, VALIDATION_FAILED for a cursor of another list. */
  async rows(id: string, query: ImportRowsQuery, language: Language): Promise<Page<ImportRow>> {
    const { cursor, limit = PAGE_SIZE, verdict } = query
    const behind = cursor === undefined ? 0 : Number(CURSOR.exec(cursor)?.[1] ?? Number.NaN)
    if (Number.isNaN(behind))
      throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
    await this.assertThere(id)
    const rows = await this.database.rows<RowFacts>(
      `select r.row, r.product_code as "productCode", left(coalesce(r.cells ->> 'title', ''), ${TITLE_SHOWN}) as title,
              r.sku_code as "skuCode", coalesce(p.verdict, case when r.flaws <> '[]' then 'refused' end) as verdict, p.outcome,
              p.product_id as "productId", r.flaws
         from product_import_rows r
         left join product_import_products p on p.import_id = r.import_id and p.code = r.product_code
        where r.import_id = $1 and r.row > $2
          and ($3::text is null or coalesce(p.verdict, case when r.flaws <> '[]' then 'refused' end) = $3
               or ($3 = 'refused' and p.outcome = 'refused'))
        order by r.row limit $4`,
      [id, behind, verdict ?? null, limit + 1],
    )
    const shown = rows.slice(0, limit)
    return {
      items: shown.map((row) => ({ ...row, flaws: row.flaws.map((flaw) => toldFlaw(flaw, language)) })),
      nextCursor: rows.length > limit ? `r${shown[shown.length - 1]?.row ?? 0}` : null,
    }
  }

  async assertThere(id: string): Promise<string> {
    const found = await this.database.maybe<{ fileName: string }>(
      'select file_name as "fileName" from product_imports where id = $1',
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found.fileName
  }
}

const viewOf = (row: ImportFacts, language: Language): ProductImport => {
  const wanting = row.new + row.changed - row.applied - row.lost
  const allowed = importLife.allowed(row.state, { checked: row.checkedAt !== null, wanting }, 'operator')
  return {
    id: row.id,
    fileName: row.fileName,
    state: row.state,
    createdAt: isoOf(row.at),
    createdBy: row.createdBy,
    appliedBy: row.appliedBy,
    finishedAt: row.finishedAt === null ? null : isoOf(row.finishedAt),
    rowsRead: row.rowsRead,
    rowsRefused: row.rowsRefused,
    productsFound: row.found,
    productsChecked: row.checked,
    products: { new: row.new, changed: row.changed, unchanged: row.unchanged, refused: row.refused },
    productsApplied: row.applied,
    productsLost: row.lost,
    flaws: row.flaws.map((flaw) => toldFlaw(flaw, language)),
    mayApply: allowed.includes('apply'),
    mayStop: allowed.includes('stop'),
  }
}
