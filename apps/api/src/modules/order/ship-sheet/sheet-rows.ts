import type { ImportState, SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { json } from '../../../infra/database/sql.js'
import { jobType } from '../../../infra/queue/job-type.js'
import type { ShipSheetFlaw } from '../domain/ship-parcels.js'

/** Carries a sheet on for a while. The sweep over what stands still is the truth behind it. */
export const CARRY_ON = jobType<{ sheetId: string }>('order.carry-on-ship-sheet')

export const fileKey = (id: string, format: SheetFormat): string => `ship-sheets/${id}.${format}`

export interface ShipSheetRow {
  readonly id: string
  readonly state: ImportState
  readonly format: SheetFormat
  readonly operatorId: string
  readonly operatorName: string
}

const COLUMNS = `id, state, format, operator_id as "operatorId", operator_name as "operatorName"`

export const sheetOf = (reader: Sql, id: string): Promise<ShipSheetRow | undefined> =>
  reader.maybe<ShipSheetRow>(`select ${COLUMNS} from ship_sheets where id = $1`, [id])

/**
 * Holds the sheet in this state while a step of it is done, so that a stop waits for the step and no step follows a stop;
 * undefined when it is in another state by now.
 */
export const heldIn = (tx: Tx, id: string, state: ImportState): Promise<ShipSheetRow | undefined> =>
  tx.maybe<ShipSheetRow>(`select ${COLUMNS} from ship_sheets where id = $1 and state = $2 for no key update`, [
    id,
    state,
  ])

/** The operator who sent it, as the audit log names people. What they may do was asked when they asked for it. */
export const askedBy = ({ operatorId, operatorName }: ShipSheetRow): OperatorActor => ({
  kind: 'operator',
  operatorId: idOf<'operator'>(operatorId),
  sessionId: '',
  displayName: operatorName,
  permissions: new Set(['order.ship']),
})

/** Tells each row what was found in it. */
export const addFlaws = async (tx: Tx, id: string, flaws: readonly ShipSheetFlaw[]): Promise<void> => {
  if (flaws.length === 0) return
  await tx.execute(
    `update ship_sheet_rows r set flaws = r.flaws || told.flaws
       from (select (f ->> 'row')::int as row, jsonb_agg(f) as flaws from jsonb_array_elements($2::jsonb) f group by 1) told
      where r.sheet_id = $1 and r.row = told.row`,
    [id, json(flaws)],
  )
}
