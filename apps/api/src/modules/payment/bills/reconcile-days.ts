import { Inject, Injectable, Logger } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import {
  addHours,
  addShopDays,
  isoOf,
  minuteMs,
  shopDay,
  startOfShopDay,
  type Clock,
  type Instant,
  type ShopDay,
} from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { BILL_SOURCES, type BillSource, type BillSources } from './bill-source.js'
import { daysToConclude, dueFiles, fileById, fileOf, ownTotals, type BillFile } from './bill.store.js'
import { FindMissing } from './find-missing.js'
import { FlowDays } from './flow/flow-days.js'
import { MatchRows } from './match-rows.js'
import { RECONCILE_DAY } from './bill-jobs.js'
import { StageBill } from './stage-bill.js'

const BATCH = 20
/** The channels keep their bills for three months; a shop that was away longer begins there. */
const FURTHEST_BACK_DAYS = 85

/** A day of an account from its bill to its differences. Every step looks at what it finds, so any of them may be the last or the first. */
@Injectable()
export class ReconcileDays {
  private readonly log = new Logger('Bills')

  constructor(
    private readonly database: Database,
    private readonly staging: StageBill,
    private readonly matching: MatchRows,
    private readonly missing: FindMissing,
    private readonly flows: FlowDays,
    @Inject(BILL_SOURCES) private readonly sources: BillSources,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Job(RECONCILE_DAY)
  async run({ fileId }: { fileId: string }): Promise<void> {
    const file = await fileById(this.database, fileId)
    const source = file && this.staging.sourceOf(file)
    if (file === undefined || source === undefined) return
    if (file.kind === 'funds') return this.flows.run(file, source)
    const settled = file.state === 'reconciled'
    const fetched = file.state === 'staged' ? file : await this.staging.run(file)
    if (fetched.state === 'staged' || settled) await this.reconcile(fetched, source, settled)
    else if (fetched.state === 'empty') await this.concludeBefore(fetched)
  }

  /** The truth behind the job: days that are over and their bills due, and whatever was left half done. */
  @Sweep('payment.bills', 10 * minuteMs)
  async sweep(now: Instant): Promise<number> {
    for (const source of this.sources) await this.openDays(source, now)
    const due = await dueFiles(this.database, now, BATCH)
    const run = await this.each(due, ({ id }) => this.run({ fileId: id }))
    // A day that was read whole is not due any more; what it had still to say of the day before is.
    await this.each(await daysToConclude(this.database, BATCH), (file) => this.missing.conclude(file))
    await this.each(await this.flows.accountsWaiting(), (file) => this.flows.comeNext(file))
    return run
  }

  /** One day's trouble must not keep others waiting. */
  private async each<Day extends { readonly id: string }>(
    days: readonly Day[],
    work: (day: Day) => Promise<void>,
  ): Promise<number> {
    let done = 0
    for (const day of days) {
      try {
        await work(day)
        done += 1
      } catch (error) {
        this.log.error(`bill ${day.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return done
  }

  private async reconcile(file: BillFile, { feeBp }: BillSource, again: boolean): Promise<void> {
    if (again) await this.matching.again(file, feeBp)
    else await this.matching.run(file, feeBp)
    await this.missing.hold(file)
    await this.finish(file)
    if (again) await this.missing.askAgain(file)
    await this.missing.conclude(file)
    await this.concludeBefore(file)
  }

  private async concludeBefore(file: BillFile): Promise<void> {
    const before = await fileOf(this.database, file, addShopDays(file.day, -1))
    if (before?.state === 'reconciled' || before?.state === 'empty') await this.missing.conclude(before)
  }

  private async finish(file: BillFile): Promise<void> {
    const own = await ownTotals(this.database, file)
    await this.database.transaction((tx) =>
      tx.execute(
        `update bill_files set state = 'reconciled', next_try_at = null, reconciled_at = coalesce(reconciled_at, $2),
                own_payments = $3, own_paid_fen = $4, own_refunds = $5, own_refunded_fen = $6
          where id = $1 and state in ('staged', 'reconciled')
            and not exists (select 1 from bill_rows r where r.file_id = $1 and r.outcome is null)`,
        [file.id, isoOf(this.clock.now()), own.payments, own.paidFen, own.refunds, own.refundedFen],
      ),
    )
  }

  /** A row for every day since the account was first used; its bill is due from the channel's hour on the day after. */
  private async openDays(source: BillSource, now: Instant): Promise<void> {
    const { wallet, merchantId, readyHour } = source
    const { last, first } = await this.database.one<{ last: ShopDay | null; first: Instant | null }>(
      `select (select max(bill_date) from bill_files where wallet = $1 and merchant_id = $2 and kind = 'trade') as last,
              (select min(created_at) from payment_attempts where merchant_id = $2) as first`,
      [wallet, merchantId],
    )
    if (last === null && first === null) return
    const earliest = addShopDays(shopDay(now), -FURTHEST_BACK_DAYS)
    const begin = last === null ? shopDay(first ?? now) : addShopDays(last, 1)
    const kinds = source.fetchFlow === undefined ? ['trade'] : ['trade', 'funds']
    for (let day = begin > earliest ? begin : earliest; day < shopDay(now); day = addShopDays(day, 1)) {
      const readyAt = addHours(startOfShopDay(addShopDays(day, 1)), readyHour)
      await this.database.transaction((tx) =>
        tx.execute(
          `insert into bill_files (id, wallet, merchant_id, bill_date, kind, state, next_try_at, created_at)
           select id, $2, $3, $4::date, kind, 'waiting', $5, $6 from unnest($1::uuid[], $7::text[]) as t (id, kind) on conflict do nothing`,
          [kinds.map(() => newId(this.clock)), wallet, merchantId, day, isoOf(readyAt), isoOf(now), kinds],
        ),
      )
    }
  }
}
