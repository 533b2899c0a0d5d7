import { Inject, Injectable } from '@nestjs/common'
import type { DifferenceSubject, FlowDifference } from '@jishi/contracts/payment/reconciliation.terms'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock, type ShopDay } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { Tx } from '../../../../infra/database/sql.js'
import { Incidents } from '../../incidents.js'
import { BillBooks } from '../bill-books.js'
import type { BillFile } from '../bill.store.js'
import { arrivesAt } from '../domain/flow.js'
import { takenSince } from './flow.store.js'
import { AGREEING, DISAGREEING, type Disagreement } from './sides.js'

interface Movement {
  readonly id: string
  readonly day: ShopDay
  readonly flowNo: string
  readonly businessNo: string
  readonly kind: 'withdrawal' | 'payout'
  readonly amountFen: number
  readonly outcome: string | null
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
    private readonly books: BillBooks,
    private readonly incidents: Incidents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Number by number against the bill of the same day, which is all it takes: other days' may still be missing. */
  compare(file: BillFile): Promise<void> {
    return this.database.transaction((tx) => this.sides(tx, file))
  }

  /**
   * One movement to the bank or to where payouts are paid from, as of a day that is not before its own: nothing is booked from what
   * clearing came to carry only later.
   */
  book(asOf: BillFile, id: string): Promise<void> {
    return this.database.transaction((tx) => this.move(tx, asOf, id))
  }

  finish(file: BillFile): Promise<number> {
    return this.database.transaction((tx) =>
      tx.execute(
        `update bill_files set state = 'reconciled', next_try_at = null, reconciled_at = coalesce(reconciled_at, $2),
                problem = nullif(problem, 'earlier_day')
          where id = $1 and state in ('staged', 'reconciled')
            and not exists (select 1 from bill_flows m where m.file_id = $1 and m.outcome is null)`,
        [file.id, isoOf(this.clock.now())],
      ),
    )
  }

  /** Until its turn has come it is for no sweep to look at by itself. */
  wait(file: BillFile): Promise<number> {
    return this.database.transaction((tx) =>
      tx.execute(
        `update bill_files set problem = 'earlier_day', next_try_at = null where id = $1 and state = 'staged'`,
        [file.id],
      ),
    )
  }

  /** What is of no kind we know, and every number that moved otherwise than its bill says. */
  private async sides(tx: Tx, file: BillFile): Promise<void> {
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

  /** Dr where it arrives / Cr clearing, unless clearing does not carry it. */
  private async move(tx: Tx, asOf: BillFile, id: string): Promise<void> {
    await this.alone(tx, asOf)
    const row = await tx.one<Movement>(
      `select id, bill_date as day, flow_no as "flowNo", business_no as "businessNo", kind, amount_fen as "amountFen", outcome
         from bill_flows where id = $1 for update`,
      [id],
    )
    // Somebody has come further meanwhile; what has waited is looked at as of the last day.
    if (row.outcome === 'booked' || (row.outcome === 'differs' && (await takenSince(tx, asOf)))) return
    const against = await this.against(tx, asOf, row)
    if (against !== undefined) {
      if (row.outcome === null) await this.stands(tx, asOf, row, against)
      return
    }
    // Two people have spoken about it, or are about to.
    if (row.outcome === 'differs' && !(await this.clear(tx, row))) return
    await tx.execute(`update bill_flows set outcome = 'booked', outcome_at = $2 where id = $1`, [
      id,
      isoOf(this.clock.now()),
    ])
    await this.books.post(
      tx,
      { ...asOf, day: row.day },
      {
        kind: 'bill.withdrawn',
        reference: id,
        legs: [
          { account: arrivesAt(row.kind, asOf.wallet), amountFen: 0 - row.amountFen },
          { account: `clearing:${asOf.wallet}`, amountFen: row.amountFen },
        ],
      },
    )
  }

  /** Why it is for people to say what it was: nobody is paid by a transfer we know nothing of, and what clearing does not carry cannot leave it. */
  private async against(tx: Tx, file: BillFile, row: Movement): Promise<Pick<Found, 'kind' | 'bookedFen'> | undefined> {
    if (row.kind === 'payout' && !(await this.isOurs(tx, file, row))) return { kind: 'flow_other', bookedFen: 0 }
    const carried = await this.books.carried(tx, file)
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

  private async clear(tx: Tx, { id }: Movement): Promise<boolean> {
    const cleared = await tx.maybe<{ id: string }>(
      `update recon_breaks set state = 'cleared', settled_at = $2 where flow_id = $1 and state = 'open' returning id`,
      [id, isoOf(this.clock.now())],
    )
    if (cleared !== undefined) await this.incidents.settled(tx, cleared.id)
    return cleared !== undefined
  }

  private async differ(tx: Tx, file: BillFile, found: Found): Promise<void> {
    const { kind, subject, number, flowId, flowFen, bookedFen, feeFen, expectedFeeFen } = found
    const id = newId(this.clock)
    const made = await tx.execute(
      `insert into recon_breaks (id, file_id, kind, subject, number, flow_id, bill_fen, own_fen, fee_fen, expected_fee_fen, state, found_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11) on conflict do nothing`,
      [
        ...[id, file.id, kind, subject, number, flowId, flowFen, bookedFen],
        ...[feeFen ?? null, expectedFeeFen ?? null, isoOf(this.clock.now())],
      ],
    )
    const about = { flow: file.day, flowFen, bookedFen, kind }
    if (made === 1) await this.incidents.open(tx, 'mismatch', number, about, id)
  }

  /** Who judges movements of an account does so alone: each sees what the one before has taken from clearing. */
  private async alone(tx: Tx, { wallet, merchantId }: BillFile): Promise<void> {
    await tx.one(
      `select id from bill_files where wallet = $1 and merchant_id = $2 and kind = 'funds' order by bill_date limit 1 for update`,
      [wallet, merchantId],
    )
  }
}
