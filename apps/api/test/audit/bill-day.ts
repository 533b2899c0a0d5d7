/** What is said otherwise than it should be; by itself a day is sound. */
export interface DaySaid {
  /** Fen that the row of a payment, or of a refund, has beyond our own record; its posting and the flow believe it. */
  readonly paidBeyond?: number
  readonly backBeyond?: number
  /** SQL for what stands on the row of the payment, and for the channel whose clearing it was posted to. */
  readonly attemptNo?: string
  readonly postedTo?: string
  /** Fen that the account's own flow moved beyond the bill, and how its movements were answered. */
  readonly flow?: Partial<Record<'trade' | 'refund' | 'fee' | 'feeBack', number>>
  readonly answer?: 'agrees' | 'differs'
}

const NEW = 'gen_random_uuid()'
const [FEE, FEE_BACK] = [5, 1]

/**
 * A whole day of a wallet's account, as one statement: a payment and a refund of the shop in the bill, posted and counted, and in
 * the flow beside it. Every sum is that of its parts, so that nothing is wrong but what is asked for.
 */
export const billDay = (said: DaySaid = {}): string => {
  const { paidBeyond = 0, backBeyond = 0, attemptNo = 'paid.attempt_no', postedTo = 'paid.channel', flow = {} } = said
  const { answer = 'agrees' } = said
  const [trade, fee] = [`paid.amount_fen + ${paidBeyond + (flow.trade ?? 0)}`, `${FEE + (flow.fee ?? 0)}`]
  const [refund, feeBack] = [
    `back.amount_fen + ${backBeyond + (flow.refund ?? 0)}`,
    `${FEE_BACK + (flow.feeBack ?? 0)}`,
  ]
  const day = `'wechat', paid.merchant_id, '2020-01-01'::date`
  const file = (kind: string, ins: string, inFen: string, outs: string, outFen: string, feeFen: string): string => `
    insert into bill_files (id, wallet, merchant_id, bill_date, kind, state, hash, payments, paid_fen, refunds, refunded_fen, fee_fen, fetched_at,
                            reconciled_at, created_at)
    select ${NEW}, ${day}, '${kind}', 'reconciled', 'x', ${ins}, ${inFen}, ${outs}, ${outFen}, ${feeFen}, now(), now(), now() from paid, back returning id`
  return `
  with paid as (
    select a.* from payment_attempts a where a.state = 'succeeded' and exists (
      select 1 from refunds r where r.attempt_id = a.id and r.state = 'succeeded') order by a.id limit 1
  ), back as (
    select r.* from refunds r join paid on r.attempt_id = paid.id where r.state = 'succeeded' order by r.id limit 1
  ), trades as (${file('trade', '1', `paid.amount_fen + ${paidBeyond}`, '1', `back.amount_fen + ${backBeyond}`, `${FEE - FEE_BACK}`)}
  ), fits as (
    insert into bill_rows (id, file_id, wallet, merchant_id, bill_date, row_key, subject, attempt_no, refund_no, channel_txn, channel_refund_id, state,
                           settled, amount_fen, fee_fen, booked_at, outcome, attempt_id, refund_id, outcome_at)
    select ${NEW}, trades.id, ${day}, said.about, said.about, said.no, said.back_no, paid.channel_txn, said.channel_no, 'SUCCESS', true, said.fen, said.fee, now(),
           'matched', paid.id, said.back_id, now()
      from paid, back, trades, lateral (values
        ('payment', ${attemptNo}, null, null, paid.amount_fen + ${paidBeyond}, ${FEE}, null::uuid),
        ('refund', paid.attempt_no, back.refund_no, 'x-back', back.amount_fen + ${backBeyond}, ${-FEE_BACK}, back.id)
      ) as said (about, no, back_no, channel_no, fen, fee, back_id)
    returning *
  ), signed as (
    select *, case subject when 'payment' then amount_fen else 0 - amount_fen end as moved from fits
  ), posted as (
    insert into ledger_txns (id, kind, reference, posted_at) select ${NEW}, 'bill.settled', id::text, now() from fits returning id, reference
  ), unsummed as (
    insert into ledger_unsummed select id from posted
  ), counted as (
    insert into bill_day_sums select wallet, merchant_id, bill_date, sum(moved - fee_fen) from signed group by 1, 2, 3
  ), legs as (
    insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen)
    select posted.id, leg, code, owner, fen from posted join signed on signed.id::text = posted.reference cross join paid cross join lateral (values
        (1, 'clearing', 'wechat', moved - fee_fen), (2, 'channel_fee', '', fee_fen), (3, 'clearing', ${postedTo}, 0 - moved)) as l (leg, code, owner, fen)
  ), funds as (${file('funds', '2', `${trade} + ${feeBack}`, '2', `${refund} + ${fee}`, `${fee} - ${feeBack}`)}
  )
  insert into bill_flows (id, file_id, wallet, merchant_id, bill_date, flow_no, kind, word, business_no, amount_fen, balance_fen, booked_at, outcome, outcome_at)
  select ${NEW}, funds.id, ${day}, moved.no, moved.kind, moved.kind, moved.business, moved.fen, 0, now(), '${answer}', now() from paid, back, funds, lateral (values
      ('1', 'trade', paid.channel_txn, ${trade}), ('2', 'fee', paid.channel_txn, 0 - (${fee})),
      ('3', 'refund', 'x-back', 0 - (${refund})), ('4', 'fee', 'x-back', ${feeBack})) as moved (no, kind, business, fen)`
}
