import { Inject, Injectable } from '@nestjs/common'
import type { BillProblem } from '@jishi/contracts/payment/reconciliation.terms'
import { newId } from '@jishi/kernel/id'
import { addHours, isoOf, startOfShopDay, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Incidents } from '../incidents.js'
import { BILL_SOURCES, type BillSource, type BillSources, type FetchedBill } from './bill-source.js'
import { fileById, noteProblem, ownTotals, SURELY_OVER_HOURS, type BillFile } from './bill.store.js'
import type { Bill, BillLine } from './domain/bill.js'

const ROWS_AT_ONCE = 500

const billReference = (file: Pick<BillFile, 'wallet' | 'merchantId' | 'day'>): string =>
  `bill:${file.wallet}:${file.merchantId}:${file.day}`

/** Fetches the bill of a day and keeps it whole: proven against its hash and all its sums, or not kept at all. */
@Injectable()
export class StageBill {
  constructor(
    private readonly database: Database,
    private readonly incidents: Incidents,
    @Inject(BILL_SOURCES) private readonly sources: BillSources,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  sourceOf(file: Pick<BillFile, 'wallet' | 'merchantId'>): BillSource | undefined {
    return this.sources.find(({ wallet, merchantId }) => wallet === file.wallet && merchantId === file.merchantId)
  }

  /** Answers how the day stands afterwards. A bill that fails a check is fetched again in an hour (#34). */
  async run(file: BillFile): Promise<BillFile> {
    const source = this.sourceOf(file)
    if (source !== undefined) await this.take(file, await source.fetch(file.day))
    else await this.wait(file, 'unreachable')
    return (await fileById(this.database, file.id)) ?? file
  }

  private async take(file: BillFile, fetched: FetchedBill): Promise<void> {
    if (fetched.kind === 'bill') return this.keep(file, fetched.bill, fetched.hash)
    if (fetched.kind === 'later') return this.wait(file, fetched.problem, fetched.reason)
    const own = await ownTotals(this.database, file)
    if (own.payments + own.refunds > 0) return this.wait(file, 'not_empty')
    const over = addHours(startOfShopDay(file.day), SURELY_OVER_HOURS) <= this.clock.now()
    if (!fetched.sure && !over) return this.wait(file, 'not_yet')
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `update bill_files set state = 'empty', problem = null, next_try_at = null, tries = tries + 1, fetched_at = $2
          where id = $1 and state in ('waiting', 'empty')`,
        [file.id, isoOf(this.clock.now())],
      )
      await this.incidents.resolve(tx, 'mismatch', billReference(file))
    })
  }

  /** A day that has its bill keeps it: another one for the same day is a matter for a person. */
  private async wait(file: BillFile, problem: BillProblem, reason = ''): Promise<void> {
    const next = addHours(this.clock.now(), 1)
    await this.database.transaction(async (tx) => {
      await noteProblem(tx, file.id, problem, file.state === 'waiting' ? next : null)
      await this.noteOwn(tx, file)
      const telling = ['hash', 'form', 'totals', 'not_empty', 'changed'].includes(problem)
      if (telling) await this.incidents.open(tx, 'mismatch', billReference(file), { problem, reason })
    })
  }

  private async keep(file: BillFile, bill: Bill, hash: string): Promise<void> {
    if (file.hash !== null) {
      if (file.hash !== hash) return this.wait(file, 'changed')
      await this.database.transaction((tx) => noteProblem(tx, file.id, null, null))
      return
    }
    const { payments, paidFen, refunds, refundedFen, feeFen } = bill.totals
    await this.database.transaction(async (tx) => {
      const kept = await tx.execute(
        `update bill_files set state = 'staged', problem = null, tries = tries + 1, hash = $2, payments = $3, paid_fen = $4,
                refunds = $5, refunded_fen = $6, fee_fen = $7, fetched_at = $8, next_try_at = $8
          where id = $1 and state in ('waiting', 'empty')`,
        [file.id, hash, payments, paidFen, refunds, refundedFen, feeFen, isoOf(this.clock.now())],
      )
      // A rival was faster, and has kept the same bill.
      if (kept === 0) return
      for (let at = 0; at < bill.lines.length; at += ROWS_AT_ONCE) {
        await tx.execute(INSERT, this.columnsOf(file, bill.lines.slice(at, at + ROWS_AT_ONCE)))
      }
      await this.incidents.resolve(tx, 'mismatch', billReference(file))
    })
  }

  private columnsOf(file: BillFile, lines: readonly BillLine[]) {
    return [
      file.id,
      file.wallet,
      file.merchantId,
      file.day,
      lines.map(() => newId(this.clock)),
      lines.map(({ key }) => key),
      lines.map(({ subject }) => subject),
      lines.map(({ attemptNo }) => attemptNo),
      lines.map(({ refundNo }) => refundNo),
      lines.map(({ channelTxn }) => channelTxn),
      lines.map(({ channelRefundId }) => channelRefundId),
      lines.map(({ state }) => state),
      lines.map(({ settled }) => settled),
      lines.map(({ amountFen }) => amountFen),
      lines.map(({ feeFen }) => feeFen),
      lines.map(({ bookedAt }: { bookedAt: Instant }) => isoOf(bookedAt)),
    ]
  }

  /** What our books have of the day, for whoever looks at the list. */
  private async noteOwn(tx: Tx, file: BillFile): Promise<void> {
    const own = await ownTotals(tx, file)
    await tx.execute(
      `update bill_files set own_payments = $2, own_paid_fen = $3, own_refunds = $4, own_refunded_fen = $5 where id = $1`,
      [file.id, own.payments, own.paidFen, own.refunds, own.refundedFen],
    )
  }
}

const INSERT = `insert into bill_rows (id, file_id, wallet, merchant_id, bill_date, row_key, subject, attempt_no, refund_no, channel_txn,
    channel_refund_id, state, settled, amount_fen, fee_fen, booked_at)
  select id, $1, $2, $3, $4::date, key, subject, attempt_no, refund_no, txn, refund_id, state, settled, amount_fen, fee_fen, booked_at
    from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[],
                $14::bigint[], $15::bigint[], $16::timestamptz[])
      as t (id, key, subject, attempt_no, refund_no, txn, refund_id, state, settled, amount_fen, fee_fen, booked_at)`
