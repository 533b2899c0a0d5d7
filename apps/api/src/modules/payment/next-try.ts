import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { Tx } from '../../infra/database/sql.js'
import { nextRefundQuery } from './domain/query-schedule.js'
import type { RefundRow } from './payment.store.js'
import { refundNoOf } from './start-refund.js'

export const nextNoOf = ({ attemptNo, paidFor, cause, reference, tryNo }: RefundRow): string =>
  refundNoOf(attemptNo, paidFor, cause, reference, tryNo + 1)

/**
 * The same money under the next number of the same derivation; whoever calls has it reserved. The longer it was tried, the
 * later a sweep sends it, unless the caller says when. Answers the new row's id.
 */
export async function makeAgain(
  tx: Tx,
  refund: RefundRow,
  clock: Clock,
  sentFrom: Instant = nextRefundQuery(refund.tryNo, clock.now()),
): Promise<string> {
  const [id, now] = [newId(clock), clock.now()]
  await tx.execute(
    `insert into refunds (id, refund_no, attempt_id, member_id, cause, reference, try_no, amount_fen, debit_account, state, next_query_at, created_at)
     select $2, $3, attempt_id, member_id, cause, reference, try_no + 1, amount_fen, debit_account, 'created', $4, $5 from refunds where id = $1`,
    [refund.id, id, nextNoOf(refund), isoOf(sentFrom), isoOf(now)],
  )
  return id
}
