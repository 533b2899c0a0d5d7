import type { Difference } from '@jishi/contracts/payment/reconciliation.schema'
import type {
  DifferenceAction,
  DifferenceKind,
  DifferenceState,
  DifferenceSubject,
} from '@jishi/contracts/payment/reconciliation.terms'
import { FLOW_DIFFERENCES } from '@jishi/contracts/payment/reconciliation.terms'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import { arrivesAt } from './domain/flow.js'
import type { DifferingSides } from './domain/legs.js'

export interface DifferenceRow {
  readonly id: string
  readonly dayId: string
  readonly wallet: Difference['wallet']
  readonly merchantId: string
  readonly day: string
  readonly kind: DifferenceKind
  readonly subject: DifferenceSubject
  readonly number: string
  readonly billFen: number | null
  readonly ownFen: number | null
  readonly feeFen: number | null
  readonly expectedFeeFen: number | null
  readonly state: DifferenceState
  readonly channelSaid: string | null
  readonly billRowId: string | null
  readonly attemptId: string | null
  readonly refundId: string | null
  readonly foundAt: Instant
  readonly settledAt: Instant | null
  /** Who proposed what waits; null where nothing does. */
  readonly makerId: string | null
  readonly channel: string | null
  readonly rowSettled: boolean | null
  readonly flowId: string | null
  readonly flowKind: string | null
}

export const DIFFERENCE = `
  select b.id, b.file_id as "dayId", f.wallet, f.merchant_id as "merchantId", f.bill_date as day, b.kind, b.subject, b.number,
         b.bill_fen as "billFen", b.own_fen as "ownFen", b.fee_fen as "feeFen", b.expected_fee_fen as "expectedFeeFen", b.state,
         b.channel_said as "channelSaid", b.bill_row_id as "billRowId", b.attempt_id as "attemptId", b.refund_id as "refundId",
         b.found_at as "foundAt", b.settled_at as "settledAt", w.maker_id as "makerId", a.channel, r.settled as "rowSettled",
         b.flow_id as "flowId", m.kind as "flowKind"
    from recon_breaks b join bill_files f on f.id = b.file_id
    left join recon_resolutions w on w.break_id = b.id and w.state = 'proposed'
    left join bill_rows r on r.id = b.bill_row_id
    left join bill_flows m on m.id = b.flow_id
    left join payment_attempts a on a.id = b.attempt_id`

export const differenceById = (sql: Sql, id: string): Promise<DifferenceRow | undefined> =>
  sql.maybe(`${DIFFERENCE} where b.id = $1`, [id])

/** What a movement to the bank took is there; any other difference of the flow is one of what stands in the wallet's account. */
const flowSideOf = (row: DifferenceRow): DifferingSides['flow'] => {
  const { kind, wallet, billFen, ownFen, feeFen, expectedFeeFen } = row
  if (!FLOW_DIFFERENCES.some((one) => one === kind) || billFen === null) return null
  if (kind === 'uncovered') return { account: arrivesAt(row.flowKind ?? '', wallet), amountFen: 0 - billFen }
  const booked = (ownFen ?? 0) - (expectedFeeFen ?? 0)
  return { account: `clearing:${wallet}`, amountFen: billFen - (feeFen ?? 0) - booked }
}

/** Both sides of a difference as money, for what its resolution posts. */
export const sidesOf = (row: DifferenceRow): DifferingSides => {
  const { kind, subject, wallet, billFen, ownFen, feeFen, expectedFeeFen, channel } = row
  const moved = row.rowSettled === true && billFen !== null && feeFen !== null
  return {
    kind,
    subject,
    wallet,
    bill: moved ? { amountFen: billFen, feeFen, expectedFeeFen: expectedFeeFen ?? feeFen } : null,
    flow: flowSideOf(row),
    own: ownFen === null || channel === null ? null : { channel, amountFen: ownFen },
  }
}

export interface Looker {
  readonly operatorId: string
  readonly permissions: ReadonlySet<string>
}

export const actionsOf = (row: DifferenceRow, looker: Looker): DifferenceAction[] => {
  const may = (permission: string): boolean => looker.permissions.has(permission)
  if (row.state === 'open' && row.kind !== 'suspense') return may('reconciliation.resolve') ? ['propose'] : []
  const other = row.state === 'proposed' && row.makerId !== looker.operatorId
  return other && may('reconciliation.approve') ? ['approve', 'reject'] : []
}

export const differenceView = (row: DifferenceRow, looker: Looker): Difference => ({
  id: row.id,
  dayId: row.dayId,
  wallet: row.wallet,
  merchantId: row.merchantId,
  day: row.day,
  kind: row.kind,
  subject: row.subject,
  number: row.number,
  billFen: row.billFen,
  ownFen: row.ownFen,
  feeFen: row.feeFen,
  expectedFeeFen: row.expectedFeeFen,
  state: row.state,
  foundAt: isoOf(row.foundAt),
  settledAt: row.settledAt === null ? null : isoOf(row.settledAt),
  allowedActions: actionsOf(row, looker),
})
