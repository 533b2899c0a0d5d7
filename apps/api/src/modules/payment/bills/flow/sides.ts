/** A number of which the account moved, or kept as a fee, something else than the bill of the day says. */
export interface Disagreement {
  readonly number: string
  readonly subject: 'payment' | 'refund'
  readonly flowFen: number
  readonly billFen: number
  readonly flowFeeFen: number
  readonly billFeeFen: number
}

/** WeChat numbers each refund; Alipay's account books a refund under the number of its trade. */
const BUSINESS = `case r.wallet when 'wechat' then coalesce(r.channel_refund_id, r.channel_txn) else r.channel_txn end`

/** A fee is charged with a payment and given back with a refund. */
const SUBJECT = `case when kind = 'refund' or kind = 'fee' and amount_fen > 0 then 'refund' else 'payment' end`

/** What came and what went back are compared apart, or the one would make up for the other under one number. */
const SIDES = `
  flows as (
    select business_no, ${SUBJECT} as subject, coalesce(sum(amount_fen) filter (where kind <> 'fee'), 0) as moved,
           coalesce(0 - sum(amount_fen) filter (where kind = 'fee'), 0) as fee
      from bill_flows where file_id = $1 and kind in ('trade', 'refund', 'fee') group by 1, 2
  ), bills as (
    select ${BUSINESS} as business_no, r.subject, sum(case r.subject when 'payment' then r.amount_fen else 0 - r.amount_fen end) as moved,
           sum(r.fee_fen) as fee, min(coalesce(r.refund_no, r.attempt_no)) as number
      from bill_rows r join bill_files f on f.id = r.file_id join bill_files own on own.id = $1
       and (f.wallet, f.merchant_id, f.bill_date, f.kind) = (own.wallet, own.merchant_id, own.bill_date, 'trade')
     where r.settled group by 1, 2
  ), apart as (
    select business_no, subject, coalesce(bills.number, business_no) as number, coalesce(flows.moved, 0) as flow_fen,
           coalesce(bills.moved, 0) as bill_fen, coalesce(flows.fee, 0) as flow_fee, coalesce(bills.fee, 0) as bill_fee
      from flows full join bills using (business_no, subject)
     where (coalesce(flows.moved, 0), coalesce(flows.fee, 0)) <> (coalesce(bills.moved, 0), coalesce(bills.fee, 0))
  )`

export const DISAGREEING = `
  with ${SIDES}
  select number, subject, flow_fen as "flowFen", bill_fen as "billFen", flow_fee as "flowFeeFen", bill_fee as "billFeeFen"
    from apart order by number, subject`

export const AGREEING = `
  with ${SIDES}
  update bill_flows m set outcome_at = $2, outcome = case
         when exists (select 1 from apart a where (a.business_no, a.subject) = (m.business_no, ${SUBJECT})) then 'differs' else 'agrees' end
   where m.file_id = $1 and m.kind in ('trade', 'refund', 'fee') and m.outcome is null`
