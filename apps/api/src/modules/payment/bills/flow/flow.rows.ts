import type { BillFlow, FlowRow } from '@jishi/contracts/payment/reconciliation.schema'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../../infra/database/sql.js'

/** The flow beside a day's bill of trades `f`, as one value; null where the account has none that day. */
export const FLOW_BESIDE = `
  (select jsonb_build_object('state', x.state, 'problem', x.problem, 'incomeFen', x.paid_fen, 'outgoFen', x.refunded_fen, 'feeFen', x.fee_fen,
            'count', w.count, 'fen', w.fen, 'bookedFen', w.booked)
     from bill_files x cross join lateral (
       select count(*) as count, coalesce(0 - sum(amount_fen), 0) as fen,
              coalesce(0 - sum(amount_fen) filter (where outcome = 'booked'), 0) as booked
         from bill_flows where file_id = x.id and kind = 'withdrawal') w
    where (x.wallet, x.merchant_id, x.bill_date, x.kind) = (f.wallet, f.merchant_id, f.bill_date, 'funds'))`

/** Both files of a day: whoever looks at its bill means its flow as well. `of` is an expression for the id of the first. */
export const filesOfDay = (of: string): string => `
  select x.id from bill_files x join bill_files d on (x.wallet, x.merchant_id, x.bill_date) = (d.wallet, d.merchant_id, d.bill_date)
   where d.id = ${of}`

export type FlowBeside = Pick<BillFlow, 'state' | 'problem'> & {
  readonly incomeFen: number | null
  readonly outgoFen: number | null
  readonly feeFen: number | null
  readonly count: number
  readonly fen: number
  readonly bookedFen: number
}

export const flowView = (beside: FlowBeside | null): BillFlow | null => {
  if (beside === null) return null
  const { state, problem, incomeFen, outgoFen, feeFen, ...withdrawn } = beside
  const staged = incomeFen !== null && outgoFen !== null && feeFen !== null
  return { state, problem, moved: staged ? { incomeFen, outgoFen, feeFen } : null, withdrawn }
}

export const flowRowOf = async (sql: Sql, flowId: string | null): Promise<FlowRow | null> => {
  if (flowId === null) return null
  const { bookedAt, ...row } = await sql.one<Omit<FlowRow, 'bookedAt'> & { bookedAt: Instant }>(
    `select booked_at as "bookedAt", kind, word, flow_no as "flowNo", business_no as "businessNo", amount_fen as "amountFen",
            balance_fen as "balanceFen" from bill_flows where id = $1`,
    [flowId],
  )
  return { ...row, bookedAt: isoOf(bookedAt) }
}
