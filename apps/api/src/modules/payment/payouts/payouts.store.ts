import type { PayoutChannel, PayoutState } from '@jishi/contracts/payment/payout.terms'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { Account } from '../../ledger/index.js'

export interface PayoutRow {
  id: string
  payoutNo: string
  subject: PaymentSubject
  memberId: string
  channel: PayoutChannel
  appId: string
  merchantId: string
  payeeEnc: string
  amountFen: Fen
  taxWithheldFen: Fen
  debitAccount: Account
  description: string
  state: PayoutState
  stateAt: Instant
  channelPayoutId: string | null
  confirmHandle: string | null
  awaitingSince: Instant | null
  endedReason: string | null
  queries: number
  calledAt: Instant | null
  createdAt: Instant
}

export const PAYOUT = `p.id, p.payout_no as "payoutNo", json_build_object('kind', p.subject_kind, 'id', p.subject_id) as subject,
  p.member_id as "memberId", p.channel, p.app_id as "appId", p.merchant_id as "merchantId", p.payee_enc as "payeeEnc",
  p.amount_fen as "amountFen", p.tax_withheld_fen as "taxWithheldFen", p.debit_account as "debitAccount", p.description, p.state,
  p.state_at as "stateAt", p.channel_payout_id as "channelPayoutId", p.confirm_handle as "confirmHandle",
  p.awaiting_since as "awaitingSince", p.ended_reason as "endedReason", p.queries, p.called_at as "calledAt", p.created_at as "createdAt"`

export const payoutById = (sql: Sql, id: string): Promise<PayoutRow | undefined> =>
  sql.maybe(`select ${PAYOUT} from payouts p where p.id = $1`, [id])

export const lockPayout = (tx: Tx, id: string): Promise<PayoutRow | undefined> =>
  tx.maybe(`select ${PAYOUT} from payouts p where p.id = $1 for update`, [id])

export const lockPayoutByNo = (tx: Tx, payoutNo: string): Promise<PayoutRow | undefined> =>
  tx.maybe(`select ${PAYOUT} from payouts p where p.payout_no = $1 for update`, [payoutNo])

/**
 * True for the one who may ask now: moves the next question on, and notes before it is made a call that may tell the channel of
 * the payout, so that whoever gives it up allows for one that is still on its way.
 */
export const claimPayout = async (
  tx: Tx,
  { id, queries, state }: Pick<PayoutRow, 'id' | 'queries' | 'state'>,
  now: Instant,
  next: Instant,
): Promise<boolean> => {
  const claimed = await tx.execute(
    `update payouts set queries = queries + 1, next_query_at = $5,
            called_at = case when state in ('recorded', 'processing', 'awaiting') then $4 else called_at end where id = $1 and queries = $2 and state = $3`,
    [id, queries, state, isoOf(now), isoOf(next)],
  )
  return claimed === 1
}
