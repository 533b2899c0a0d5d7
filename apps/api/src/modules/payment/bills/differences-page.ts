import type { DifferencesQuery } from '@jishi/contracts/payment/reconciliation.schema'
import { Conditions } from '../../../infra/database/conditions.js'
import type { SqlValue } from '../../../infra/database/sql.js'
import { addTimePage } from '../../../infra/database/time-page.js'
import { DIFFERENCE } from './difference.rows.js'
import { filesOfDay } from './flow/flow.rows.js'

const NEWEST = 'order by b.found_at desc, b.id desc'

/**
 * The newest of some files. They are in as many files as there are rows, those whose own newest is the newest: each file is asked
 * for one row, these for a page, and none is read for all it has.
 */
const ofFiles = (files: string, breaks: string, rows: number): string => `
  with heads as (
    select f.id from bill_files f cross join lateral (select b.id, b.found_at from recon_breaks b ${breaks} ${NEWEST} limit 1) b
     ${files} ${NEWEST} limit ${rows}
  ), shown as (
    select b.id from heads f cross join lateral (select b.id, b.found_at from recon_breaks b ${breaks} ${NEWEST} limit ${rows}) b
     ${NEWEST} limit ${rows}
  )
  ${DIFFERENCE} where b.id in (select id from shown) ${NEWEST}`

/** The statement of a page of differences, the newest first. */
export function differencesPage(query: DifferencesQuery, rows: number): { text: string; values: SqlValue[] } {
  const values: SqlValue[] = []
  const files = new Conditions(values)
  if (query.dayId !== undefined) files.add(`f.id in (${filesOfDay('?')})`, query.dayId)
  if (query.wallet !== undefined) files.add('f.wallet = ?', query.wallet)
  addBillDays(files, query)
  const breaks = new Conditions(values)
  if (files.where !== '') breaks.add('b.file_id = f.id')
  if (query.kind !== undefined) breaks.add('b.kind = ?', query.kind)
  if (query.state !== undefined) breaks.add('b.state = ?', query.state)
  addTimePage(breaks, 'b.found_at', 'b.id', { cursor: query.cursor })
  return files.where === ''
    ? { text: `${DIFFERENCE} ${breaks.where} ${NEWEST} limit ${rows}`, values }
    : { text: ofFiles(files.where, breaks.where, rows), values }
}

/** Narrows files `f` to days of bills, both included. */
export function addBillDays(
  conditions: Conditions,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): void {
  if (from !== undefined) conditions.add('f.bill_date >= ?::date', from)
  if (to !== undefined) conditions.add('f.bill_date <= ?::date', to)
}
