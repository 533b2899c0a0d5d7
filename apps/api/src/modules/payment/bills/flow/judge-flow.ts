import { Inject, Injectable } from '@nestjs/common'
import type { DifferenceSubject, FlowDifference } from '@jishi/contracts/payment/reconciliation.terms'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { Tx } from '../../../../infra/database/sql.js'
import { LedgerFacade } from '../../../ledger/index.js'
import { Incidents } from '../../incidents.js'
import type { BillFile } from '../bill.store.js'
import { arrivesAt } from '../domain/flow.js'

interface Movement {
  readonly id: string
  readonly flowNo: string
  readonly businessNo: string
  readonly kind: 'withdrawal' | 'payout'
  readonly amountFen: number
  readonly outcome: string | null
}

interface Disagreement {
  readonly number: string
  readonly subject: 'payment' | 'refund'
  readonly flowFen: number
  readonly billFen: number
  readonly flowFeeFen: number
  readonly billFeeFen: number
}

interface Found {
  readonly kind: FlowDifference
  readonly subject: DifferenceSubject
  readonly number: string
  readonly flowId: string | null
  readonly flowFen: number
  readonly bookedFen: number
  readonly feeFen?: number
  readonly expectedFeeFen?: number
}

/** Gives every movement of a staged flow its answer. What went to the bank is posted, each once; a second run changes nothing. */
@Injectable()
export class JudgeFlow {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerFacade,
    private readonly incidents: Incidents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(file: BillFile): Promise<void> {
    await this.database.transaction((tx) => this.compare(tx, file))
    for (const { id } of await this.database.rows<{ id: string }>(LEAVING, [file.id])) {
      await this.database.transaction((tx) => this.book(tx, file, id))
    }
    await this.database.transaction((tx) =>
      tx.execute(
        `update bill_files set state = 'reconciled', next_try_at = null, reconciled_at = coalesce(reconciled_at, $2)
          where id = $1 and state in ('staged', 'reconciled')
            and not exists (select 1 from bill_flows m where m.file_id = $1 and m.outcome is null)`,
        [file.id, isoOf(this.clock.now())],
      ),
    )
  }

  /** Number by number against the bill of the same day, and what is of no kind we know. */
  private async compare(tx: Tx, file: BillFile): Promise<void> {
    await this.alone(tx, file)
    const now = isoOf(this.clock.now())
    const strange = await tx.rows<{ id: string; flowNo: string; amountFen: number }>(
      `update bill_flows set outcome = 'differs', outcome_at = $2 where file_id = $1 and kind = 'other' and outcome is null
       returning id, flow_no as "flowNo", amount_fen as "amountFen"`,
      [file.id, now],
    )
    for (const { id, flowNo, amountFen } of strange) {
      const found = { kind: 'flow_other', subject: 'flow', number: flowNo, flowId: id } as const
      await this.differ(tx, file, { ...found, flowFen: amountFen, bookedFen: 0 })
    }
    const disagreeing = await tx.rows<Disagreement>(DISAGREEING, [file.id])
    for (const one of disagreeing) {
      const { number, subject, flowFen, billFen, flowFeeFen: feeFen, billFeeFen: expectedFeeFen } = one
      const kind = flowFen === billFen ? 'flow_fee' : 'flow_amount'
      await this.differ(tx, file, {
        ...{ kind, subject, number, flowId: null, flowFen, bookedFen: billFen, feeFen, expectedFeeFen },
      })
    }
    await tx.execute(AGREEING, [file.id, now])
  }

  /** One movement to the bank or to where payouts are paid from: Dr there / Cr clearing, unless clearing does not carry it. */
  private async book(tx: Tx, file: BillFile, id: string): Promise<void> {
    await this.alone(tx, file)
    const row = await tx.one<Movement>(
      `select id, flow_no as "flowNo", business_no as "businessNo", kind, amount_fen as "amountFen", outcome
         from bill_flows where id = $1 for update`,
      [id],
    )
    if (row.outcome === 'booked') return
    const clearing = `clearing:${file.wallet}` as const
    const against = await this.against(tx, file, row, clearing)
    if (against !== undefined) {
      if (row.outcome === null) await this.stands(tx, file, row, against)
      return
    }
    // Two people have spoken about it, or are about to.
    if (row.outcome === 'differs' && !(await this.clear(tx, row))) return
    await tx.execute(`update bill_flows set outcome = 'booked', outcome_at = $2 where id = $1`, [
      id,
      isoOf(this.clock.now()),
    ])
    await this.ledger.post(tx, {
      kind: 'bill.withdrawn',
      reference: id,
      legs: [
        { account: arrivesAt(row.kind, file.wallet), amountFen: fen(0 - row.amountFen) },
        { account: clearing, amountFen: fen(row.amountFen) },
      ],
    })
  }

  /** Why it is for people to say what it was: nobody is paid by a transfer we know nothing of, and what clearing does not carry cannot leave it. */
  private async against(
    tx: Tx,
    file: BillFile,
    row: Movement,
    clearing: `clearing:${string}`,
  ): Promise<Pick<Found, 'kind' | 'bookedFen'> | undefined> {
    if (row.kind === 'payout' && !(await this.isOurs(tx, file, row))) return { kind: 'flow_other', bookedFen: 0 }
    const carried = await this.ledger.balance(tx, clearing)
    return row.amountFen < 0 && carried + row.amountFen < 0 ? { kind: 'uncovered', bookedFen: carried } : undefined
  }

  /** A payout of this account and amount, under its number here or at the wallet; what comes back is one that was sent. */
  private async isOurs(
    tx: Tx,
    { wallet, merchantId }: BillFile,
    { businessNo, amountFen }: Movement,
  ): Promise<boolean> {
    const ours = await tx.maybe(
      `select 1 as one from payouts
        where channel = $1 and merchant_id = $2 and (payout_no = $3 or channel_payout_id = $3)
          and amount_fen - tax_withheld_fen = abs($4::bigint) and ($4 > 0 or state = 'succeeded') limit 1`,
      [wallet, merchantId, businessNo, amountFen],
    )
    return ours !== undefined
  }

  private async stands(
    tx: Tx,
    file: BillFile,
    { id, flowNo, amountFen }: Movement,
    against: Pick<Found, 'kind' | 'bookedFen'>,
  ): Promise<void> {
    await tx.execute(`update bill_flows set outcome = 'differs', outcome_at = $2 where id = $1`, [
      id,
      isoOf(this.clock.now()),
    ])
    await this.differ(tx, file, { subject: 'flow', number: flowNo, flowId: id, flowFen: amountFen, ...against })
  }

  private async clear(tx: Tx, { id, flowNo }: Movement): Promise<boolean> {
    const cleared = await tx.execute(
      `update recon_breaks set state = 'cleared', settled_at = $2 where flow_id = $1 and state = 'open'`,
      [id, isoOf(this.clock.now())],
    )
    if (cleared === 1) await this.incidents.resolve(tx, 'mismatch', flowNo)
    return cleared === 1
  }

  private async differ(tx: Tx, file: BillFile, found: Found): Promise<void> {
    const { kind, subject, number, flowId, flowFen, bookedFen, feeFen, expectedFeeFen } = found
    const made = await tx.execute(
      `insert into recon_breaks (id, file_id, kind, subject, number, flow_id, bill_fen, own_fen, fee_fen, expected_fee_fen, state, found_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11) on conflict do nothing`,
      [
        ...[newId(this.clock), file.id, kind, subject, number, flowId, flowFen, bookedFen],
        ...[feeFen ?? null, expectedFeeFen ?? null, isoOf(this.clock.now())],
      ],
    )
    if (made === 1) await this.incidents.open(tx, 'mismatch', number, { flow: file.day, flowFen, bookedFen, kind })
  }

  /** Who judges movements of an account does so alone: each sees what the one before has taken from clearing. */
  private async alone(tx: Tx, { wallet, merchantId }: BillFile): Promise<void> {
    await tx.one(
      `select id from bill_files where wallet = $1 and merchant_id = $2 and kind = 'funds' order by bill_date limit 1 for update`,
      [wallet, merchantId],
    )
  }
}

/** Without an answer, or with one that nobody has spoken about: clearing may carry it by now. */
const LEAVING = `
  select m.id from bill_flows m
   where m.file_id = $1 and m.kind in ('withdrawal', 'payout')
     and (m.outcome is null or exists (select 1 from recon_breaks b where b.flow_id = m.id and b.state = 'open'))
   order by m.booked_at, m.id`

/** WeChat numbers each refund; Alipay's account books a refund under the number of its trade. */
const BUSINESS = `case r.wallet when 'wechat' then coalesce(r.channel_refund_id, r.channel_txn) else r.channel_txn end`

const SIDES = `
  flows as (
    select business_no, coalesce(sum(amount_fen) filter (where kind <> 'fee'), 0) as moved,
           coalesce(0 - sum(amount_fen) filter (where kind = 'fee'), 0) as fee
      from bill_flows where file_id = $1 and kind in ('trade', 'refund', 'fee') group by 1
  ), bills as (
    select ${BUSINESS} as business_no, sum(case r.subject when 'payment' then r.amount_fen else 0 - r.amount_fen end) as moved,
           sum(r.fee_fen) as fee, min(coalesce(r.refund_no, r.attempt_no)) as number, min(r.subject) as subject
      from bill_rows r join bill_files f on f.id = r.file_id join bill_files own on own.id = $1
       and (f.wallet, f.merchant_id, f.bill_date, f.kind) = (own.wallet, own.merchant_id, own.bill_date, 'trade')
     where r.settled group by 1
  ), apart as (
    select coalesce(flows.business_no, bills.business_no) as business_no, coalesce(bills.number, flows.business_no) as number,
           coalesce(bills.subject, 'payment') as subject, coalesce(flows.moved, 0) as flow_fen, coalesce(bills.moved, 0) as bill_fen,
           coalesce(flows.fee, 0) as flow_fee, coalesce(bills.fee, 0) as bill_fee
      from flows full join bills using (business_no)
     where (coalesce(flows.moved, 0), coalesce(flows.fee, 0)) <> (coalesce(bills.moved, 0), coalesce(bills.fee, 0))
  )`

const DISAGREEING = `
  with ${SIDES}
  select number, subject, flow_fen as "flowFen", bill_fen as "billFen", flow_fee as "flowFeeFen", bill_fee as "billFeeFen"
    from apart order by number`

const AGREEING = `
  with ${SIDES}
  update bill_flows m set outcome = case when exists (select 1 from apart a where a.business_no = m.business_no) then 'differs' else 'agrees' end,
         outcome_at = $2
   where m.file_id = $1 and m.kind in ('trade', 'refund', 'fee') and m.outcome is null`
