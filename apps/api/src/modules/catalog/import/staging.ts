import type { ImportState, SheetColumn, SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { jobType } from '../../../infra/queue/job-type.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { StagedRow } from './product-draft.js'

/** Carries an import on for a while. The sweep over what stands still is the truth behind it. */
export const CARRY_ON = jobType<{ importId: string }>('catalog.carry-on-import')

export const fileKey = (id: string, format: SheetFormat): string => `imports/${id}.${format}`

export interface Staging {
  readonly id: string
  readonly state: ImportState
  readonly format: SheetFormat
  readonly fileName: string
  readonly columns: readonly SheetColumn[]
  /** Who asked for it last: whoever applied it, before that whoever sent the file. */
  readonly by: string
  readonly byName: string
}

const COLUMNS = `id, state, format, file_name as "fileName", columns, 
  coalesce(applied_by, created_by) as by, coalesce(applied_by_name, created_by_name) as "byName"`

export const stagingOf = (reader: Sql, id: string): Promise<Staging | undefined> =>
  reader.maybe<Staging>(`select ${COLUMNS} from product_imports where id = $1`, [id])

/**
 * Holds the import in this state while a step of it is done, so that a stop waits for the step and no step follows a stop;
 * undefined when it is in another state by now.
 */
export const heldIn = (tx: Tx, id: string, state: ImportState): Promise<Staging | undefined> =>
  tx.maybe<Staging>(`select ${COLUMNS} from product_imports where id = $1 and state = $2 for no key update`, [
    id,
    state,
  ])

/** The rows of some products of a file, each product's together and in the order of the file. */
export const rowsOfProducts = async (
  reader: Sql,
  importId: string,
  codes: readonly string[],
): Promise<Map<string, [StagedRow, ...StagedRow[]]>> => {
  const rows = await reader.rows<StagedRow & { code: string }>(
    `select product_code as code, row, cells from product_import_rows
      where import_id = $1 and product_code = any($2::text[]) order by row`,
    [importId, codes],
  )
  const byCode = new Map<string, [StagedRow, ...StagedRow[]]>()
  for (const { code, row, cells } of rows) {
    const found = byCode.get(code)
    if (found === undefined) byCode.set(code, [{ row, cells }])
    else found.push({ row, cells })
  }
  return byCode
}
