import { Inject, Injectable } from '@nestjs/common'
import type { ReportPlatform, ReportState } from '@jishi/contracts/order/platform-reports.terms'
import { addMs, dayMs, hourMs, isoOf, minuteMs, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { platformReportLife as life } from '../domain/platform-report-life.js'
import type { Message } from './platform-desk.js'

/** A report that this process may work on now. */
export interface ClaimedReport {
  readonly termId: string
  readonly orderId: string
  readonly platform: ReportPlatform
  readonly attemptNo: string
  readonly state: ReportState
  /** What was asked for when it was claimed; it has moved on where the row says something else. */
  readonly wanted: number
  readonly told: string | null
  readonly toldWhole: boolean
  readonly changes: number
  /** What went out without an answer. */
  readonly sent: string | null
  readonly sentAt: Instant | null
  readonly sentWhole: boolean
  readonly tries: number
  readonly busyUntil: Instant
}

/** A message with its fingerprint. */
export interface Fingerprinted extends Message {
  readonly print: string
}

/** When to try again; the last pause repeats. */
const PAUSES_MS = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 4 * hourMs] as const
/** About two days of trying. */
const MOST_TRIES = 15
/** Longer than the calls of one telling may take: what is being told is not told beside it. */
const CALL_LEASE_MS = 30 * secondMs
/** The receipt is asked for by itself once a day, for those who confirmed and never came back. */
const RECEIPT_EVERY_MS = dayMs

const CLAIMED = `term_id as "termId", order_id as "orderId", platform, attempt_no as "attemptNo", state, wanted, told,
  told_whole as "toldWhole", changes, sent, sent_at as "sentAt", sent_whole as "sentWhole", tries, busy_until as "busyUntil"`
const MOVABLE = life.table.actions.move.from
const RETRIABLE = life.table.actions.retry.from

/** The only place that writes what the wallets were told; every state comes out of the life's table. */
@Injectable()
export class PlatformReportsStore {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The report of a payment, which may be heard of twice. */
  async open(
    tx: Tx,
    of: { termId: string; platform: ReportPlatform; attemptNo: string; paidAt: string },
  ): Promise<boolean> {
    const opened = await tx.execute(
      `insert into platform_reports (term_id, order_id, member_id, platform, attempt_no, paid_at, next_at)
       select t.id, t.order_id, t.member_id, $2, $3, $4, $5 from order_terms t where t.id = $1 on conflict (term_id) do nothing`,
      [of.termId, of.platform, of.attemptNo, of.paidAt, isoOf(this.clock.now())],
    )
    return opened > 0
  }

  /** Something became of the order: what is to be told of its payments is looked at again. Answers which. */
  async move(tx: Tx, orderId: string): Promise<{ termId: string; at: Instant }[]> {
    const now = this.clock.now()
    return tx.rows(
      `update platform_reports set state = 'waiting', wanted = wanted + 1, tries = 0, problem = null,
              next_at = greatest($2::timestamptz, busy_until)
        where order_id = $1 and state = any($3::text[]) returning term_id as "termId", next_at as at`,
      [orderId, isoOf(now), MOVABLE],
    )
  }

  /** By an operator. Answers the terms that are tried again. */
  async retry(tx: Tx, orderId: string): Promise<string[]> {
    const rows = await tx.rows<{ termId: string }>(
      `update platform_reports set state = 'waiting', wanted = wanted + 1, tries = 0, problem = null,
              next_at = greatest($2::timestamptz, busy_until)
        where order_id = $1 and state = any($3::text[]) returning term_id as "termId"`,
      [orderId, isoOf(this.clock.now()), RETRIABLE],
    )
    return rows.map(({ termId }) => termId)
  }

  due(sql: Sql, limit: number): Promise<{ termId: string }[]> {
    return sql.rows(`select term_id as "termId" from platform_reports where next_at <= $1 order by next_at limit $2`, [
      isoOf(this.clock.now()),
      limit,
    ])
  }

  /** The right to tell, for one: the next turn is written down first, so a lost answer costs a pause and no more. */
  claim(termId: string): Promise<ClaimedReport | undefined> {
    const now = this.clock.now()
    return this.database.maybe<ClaimedReport>(
      `update platform_reports set tries = tries + 1, busy_until = $4,
              next_at = ($3::timestamptz[])[least(tries + 1, cardinality($3::timestamptz[]))]
        where term_id = $1 and next_at <= $2 returning ${CLAIMED}`,
      [termId, isoOf(now), PAUSES_MS.map((ms) => isoOf(addMs(now, ms))), isoOf(addMs(now, CALL_LEASE_MS))],
    )
  }

  /** Lets go. What became of the order meanwhile is told at once. */
  async release({ termId, wanted, busyUntil }: ClaimedReport): Promise<void> {
    await this.database.execute(
      `update platform_reports set busy_until = null,
              next_at = case when wanted > $3 and next_at is not null then $4 else next_at end
        where term_id = $1 and busy_until = $2`,
      [termId, isoOf(busyUntil), wanted, isoOf(this.clock.now())],
    )
  }

  /** Written down before the call: without an answer this is what may have arrived. */
  async sending({ termId }: ClaimedReport, { print, whole }: Fingerprinted, at: Instant): Promise<void> {
    await this.database.execute(
      `update platform_reports set sent = $2, sent_whole = $3, sent_at = $4 where term_id = $1`,
      [termId, print, whole, isoOf(at)],
    )
  }

  /** What went out without an answer had arrived, though it is not what is to be told now. */
  async arrived({ termId, sent, sentWhole }: ClaimedReport): Promise<void> {
    await this.database.execute(
      `update platform_reports set told = $2, told_at = sent_at, told_whole = $3 where term_id = $1 and not told_whole`,
      [termId, sent, sentWhole],
    )
  }

  async taken(report: ClaimedReport, { print, whole }: Fingerprinted, strict: boolean): Promise<void> {
    const change = strict && report.toldWhole
    const state = life.next(report.state, change ? 'take_change' : 'take', { change })
    const now = this.clock.now()
    await this.database.execute(
      `update platform_reports set told = $2, told_at = $3, told_whole = $4, changes = changes + $5, sent = null, sent_whole = false,
              state = case when wanted = $6 then $7 else state end, next_at = case when wanted = $6 then null else next_at end,
              problem = case when wanted = $6 then null else problem end, tries = 0,
              receipt_at = case when $8 and $4 then coalesce(receipt_at, $9) else receipt_at end
        where term_id = $1`,
      [
        report.termId,
        print,
        isoOf(now),
        whole,
        change ? 1 : 0,
        report.wanted,
        state,
        strict,
        isoOf(addMs(now, RECEIPT_EVERY_MS)),
      ],
    )
  }

  /** There is nothing to tell (any more): it stays with what was told, or never will be told anything. */
  async rest(report: ClaimedReport, gone: boolean): Promise<void> {
    const change = report.changes > 0
    const action = report.told === null ? (gone ? 'drop' : 'find_nothing') : change ? 'take_change' : 'take'
    await this.leave(report, life.next(report.state, action, { change }))
  }

  /** Not now: again after the pause that the claim wrote down. With `lost` nobody knows whether it arrived. */
  async failed(report: ClaimedReport, problem: string, lost: boolean): Promise<void> {
    if (report.tries >= MOST_TRIES) return this.givenUp(report, problem, lost)
    const state = life.next(report.state, 'fail', { change: false })
    await this.database.execute(
      `update platform_reports set state = $3, problem = $4, sent = case when $5 then sent end, sent_whole = $5 and sent_whole
        where term_id = $1 and wanted = $2`,
      [report.termId, report.wanted, state, problem, lost],
    )
  }

  async givenUp(report: ClaimedReport, problem: string, lost = false): Promise<void> {
    const state = life.next(report.state, 'give_up', { change: false })
    await this.database.execute(
      `update platform_reports set state = $3, problem = $4, next_at = null, sent = case when $5 then sent end,
              sent_whole = $5 and sent_whole
        where term_id = $1 and wanted = $2`,
      [report.termId, report.wanted, state, problem, lost],
    )
  }

  private async leave({ termId, wanted }: ClaimedReport, state: ReportState): Promise<void> {
    await this.database.execute(
      `update platform_reports set state = $3, next_at = null, problem = null, tries = 0, sent = null, sent_whole = false
        where term_id = $1 and wanted = $2`,
      [termId, wanted, state],
    )
  }
}
