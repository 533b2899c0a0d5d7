import { Inject, Injectable } from '@nestjs/common'
import type { BillProblem } from '@jishi/contracts/payment/reconciliation.terms'
import { newId } from '@jishi/kernel/id'
import { addHours, isoOf, startOfShopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import { Incidents } from '../../incidents.js'
import type { FetchedFlow } from '../bill-source.js'
import { noteProblem, SURELY_OVER_HOURS, type BillFile } from '../bill.store.js'
import type { Flow, FlowLine } from '../domain/flow.js'

const ROWS_AT_ONCE = 500
const TELLING: readonly BillProblem[] = ['hash', 'form', 'totals', 'not_empty', 'changed']

const flowReference = (file: BillFile): string => `flow:${file.wallet}:${file.merchantId}:${file.day}`

/** Keeps the fund flow of a day whole, as a bill is: proven to its last sum, or not kept at all. */
@Injectable()
export class StageFlow {
  constructor(
    private readonly database: Database,
    private readonly incidents: Incidents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `quiet`: the day's bill of trades has none either, so a day without a flow is a day on which nothing moved. */
  async take(file: BillFile, fetched: FetchedFlow, quiet: boolean): Promise<void> {
    if (fetched.kind === 'bill') return this.keep(file, fetched.bill, fetched.hash)
    if (fetched.kind === 'later') return this.wait(file, fetched.problem, fetched.reason)
    if (!quiet) return this.wait(file, 'not_empty')
    const over = addHours(startOfShopDay(file.day), SURELY_OVER_HOURS) <= this.clock.now()
    if (!fetched.sure && !over) return this.wait(file, 'not_yet')
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `update bill_files set state = 'empty', problem = null, next_try_at = null, tries = tries + 1, fetched_at = $2
          where id = $1 and state in ('waiting', 'empty')`,
        [file.id, isoOf(this.clock.now())],
      )
      await this.incidents.resolve(tx, 'mismatch', flowReference(file))
    })
  }

  private async wait(file: BillFile, problem: BillProblem, reason = ''): Promise<void> {
    const next = file.state === 'waiting' ? addHours(this.clock.now(), 1) : null
    await this.database.transaction(async (tx) => {
      await noteProblem(tx, file.id, problem, next)
      if (TELLING.includes(problem)) {
        await this.incidents.open(tx, 'mismatch', flowReference(file), { problem, reason })
      }
    })
  }

  private async keep(file: BillFile, { lines, totals }: Flow, hash: string): Promise<void> {
    if (file.hash !== null && file.hash !== hash) return this.wait(file, 'changed')
    await this.database.transaction(async (tx) => {
      if (file.hash !== null) {
        await noteProblem(tx, file.id, null, null)
        return
      }
      const { incomes, incomeFen, outgoes, outgoFen, feeFen } = totals
      const kept = await tx.execute(
        `update bill_files set state = 'staged', problem = null, tries = tries + 1, hash = $2, payments = $3, paid_fen = $4,
                refunds = $5, refunded_fen = $6, fee_fen = $7, fetched_at = $8, next_try_at = $8
          where id = $1 and state in ('waiting', 'empty')`,
        [file.id, hash, incomes, incomeFen, outgoes, outgoFen, feeFen, isoOf(this.clock.now())],
      )
      // A rival was faster, and has kept the same flow.
      if (kept === 0) return
      for (let at = 0; at < lines.length; at += ROWS_AT_ONCE) {
        await tx.execute(INSERT, this.columnsOf(file, lines.slice(at, at + ROWS_AT_ONCE)))
      }
      await this.incidents.resolve(tx, 'mismatch', flowReference(file))
    })
  }

  private columnsOf({ id, wallet, merchantId, day }: BillFile, lines: readonly FlowLine[]) {
    return [
      ...[id, wallet, merchantId, day],
      lines.map(() => newId(this.clock)),
      lines.map(({ flowNo }) => flowNo),
      lines.map(({ kind }) => kind),
      lines.map(({ word }) => word),
      lines.map(({ businessNo }) => businessNo),
      lines.map(({ amountFen }) => amountFen),
      lines.map(({ balanceFen }) => balanceFen),
      lines.map(({ bookedAt }) => isoOf(bookedAt)),
    ]
  }
}

const INSERT = `
  insert into bill_flows (id, file_id, wallet, merchant_id, bill_date, flow_no, kind, word, business_no, amount_fen, balance_fen, booked_at)
  select id, $1, $2, $3, $4::date, flow_no, kind, word, business_no, amount_fen, balance_fen, booked_at
    from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::timestamptz[])
      as t (id, flow_no, kind, word, business_no, amount_fen, balance_fen, booked_at)`
