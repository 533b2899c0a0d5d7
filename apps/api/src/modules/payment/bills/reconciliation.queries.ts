import { Injectable } from '@nestjs/common'
import type {
  BillDay,
  BillDayDetail,
  BillDaysQuery,
  Difference,
  DifferenceDetail,
  DifferencesQuery,
  OwnSide,
} from '@jishi/contracts/payment/reconciliation.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, startOfShopDay, type Instant, type ShopDay } from '@jishi/kernel/time'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { IdentityFacade } from '../../identity/index.js'
import { differenceById, differenceView, sidesOf, type DifferenceRow, type Looker } from './difference.rows.js'
import { addBillDays, differencesPage } from './differences-page.js'
import { choicesOf } from './domain/legs.js'
import { filesOfDay, FLOW_BESIDE, flowRowOf, flowView, type FlowBeside } from './flow/flow.rows.js'

interface DayRow extends Omit<
  BillDay,
  'bill' | 'ours' | 'flow' | 'differences' | 'nextTryAt' | 'fetchedAt' | 'reconciledAt' | 'day'
> {
  readonly day: ShopDay
  readonly hash: string | null
  readonly payments: number | null
  readonly paidFen: number | null
  readonly refunds: number | null
  readonly refundedFen: number | null
  readonly feeFen: number | null
  readonly ownPayments: number
  readonly ownPaidFen: number
  readonly ownRefunds: number
  readonly ownRefundedFen: number
  readonly allBreaks: number
  readonly openBreaks: number
  readonly flow: FlowBeside | null
  readonly nextTryAt: Instant | null
  readonly fetchedAt: Instant | null
  readonly reconciledAt: Instant | null
}

/** A proven bill has as many rows as it says, so those that fit are all but the few that do not. */
const DAY = `
  select f.id, f.wallet, f.merchant_id as "merchantId", f.bill_date as day, f.state, f.problem, f.tries, f.hash,
         f.next_try_at as "nextTryAt", f.fetched_at as "fetchedAt", f.reconciled_at as "reconciledAt",
         f.payments, f.paid_fen as "paidFen", f.refunds, f.refunded_fen as "refundedFen", f.fee_fen as "feeFen",
         f.own_payments as "ownPayments", f.own_paid_fen as "ownPaidFen", f.own_refunds as "ownRefunds",
         f.own_refunded_fen as "ownRefundedFen", b.all_breaks as "allBreaks", b.open_breaks as "openBreaks",
         coalesce(f.payments + f.refunds, 0)
           - (select count(*) from bill_rows r where r.file_id = f.id and r.outcome is distinct from 'matched') as matched,
         ${FLOW_BESIDE} as flow
    from bill_files f cross join lateral (
      select count(*) as all_breaks, count(*) filter (where state in ('open', 'proposed')) as open_breaks
        from recon_breaks where file_id in (${filesOfDay('f.id')})) b`

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

const dayView = (row: DayRow): BillDay => ({
  id: row.id,
  wallet: row.wallet,
  merchantId: row.merchantId,
  day: row.day,
  state: row.state,
  problem: row.problem,
  nextTryAt: timeOrNull(row.nextTryAt),
  tries: row.tries,
  bill: billSideOf(row),
  ours: {
    payments: row.ownPayments,
    paidFen: row.ownPaidFen,
    refunds: row.ownRefunds,
    refundedFen: row.ownRefundedFen,
  },
  matched: row.matched,
  differences: { all: row.allBreaks, open: row.openBreaks },
  flow: flowView(row.flow),
  fetchedAt: timeOrNull(row.fetchedAt),
  reconciledAt: timeOrNull(row.reconciledAt),
})

/** All of it is there or none. */
const billSideOf = ({ payments, paidFen, refunds, refundedFen, feeFen }: DayRow): BillDay['bill'] =>
  payments === null || paidFen === null || refunds === null || refundedFen === null || feeFen === null
    ? null
    : { payments, paidFen, refunds, refundedFen, feeFen }

/** Days and differences as operators see them. */
@Injectable()
export class ReconciliationQueries {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
  ) {}

  /** The newest day first. */
  async days(query: BillDaysQuery): Promise<Page<BillDay>> {
    const conditions = new Conditions()
    conditions.add(`f.kind = 'trade'`)
    if (query.wallet !== undefined) conditions.add('f.wallet = ?', query.wallet)
    if (query.state !== undefined) conditions.add('f.state = ?', query.state)
    addBillDays(conditions, query)
    // A date in the middle of its day stands for it in the cursor, whatever zone reads it.
    addTimePage(conditions, `(f.bill_date::timestamp at time zone 'Asia/Shanghai')`, 'f.id', { cursor: query.cursor })
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<DayRow>(
      `${DAY} ${conditions.where} order by f.bill_date desc, f.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: startOfShopDay(row.day) })),
      limit,
    )
    return { items: page.rows.map(dayView), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async day(id: string): Promise<BillDayDetail> {
    const row = await this.database.maybe<DayRow>(`${DAY} where f.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const kinds = await this.database.rows<BillDayDetail['kinds'][number]>(
      `select kind, count(*) as all, count(*) filter (where state in ('open', 'proposed')) as open,
              coalesce(sum(case when kind in ('fee', 'flow_fee') then fee_fen - expected_fee_fen else coalesce(bill_fen, 0) - coalesce(own_fen, 0) end), 0)::bigint as "amountFen"
         from recon_breaks where file_id in (${filesOfDay('$1')}) group by kind order by kind`,
      [id],
    )
    return { ...dayView(row), checksum: row.hash, kinds }
  }

  /** The newest first. */
  async differences(looker: Looker, query: DifferencesQuery): Promise<Page<Difference>> {
    const limit = query.limit ?? PAGE_SIZE
    const { text, values } = differencesPage(query, limit + 1)
    const rows = await this.database.rows<DifferenceRow>(text, values)
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.foundAt })),
      limit,
    )
    return { items: page.rows.map((row) => differenceView(row, looker)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async difference(looker: Looker, id: string): Promise<DifferenceDetail> {
    const row = await differenceById(this.database, id)
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return {
      ...differenceView(row, looker),
      bill: await this.billRowOf(row),
      flow: await flowRowOf(this.database, row.flowId),
      own: await this.ownOf(row),
      notices: await this.noticesOf(row),
      channelSaid: row.channelSaid,
      resolutions: await this.resolutionsOf(id),
      choices: row.state === 'open' ? choicesOf(sidesOf(row)) : [],
    }
  }

  private async billRowOf({ billRowId }: DifferenceRow): Promise<DifferenceDetail['bill']> {
    if (billRowId === null) return null
    const { bookedAt, ...row } = await this.database.one<
      Omit<NonNullable<DifferenceDetail['bill']>, 'bookedAt'> & { bookedAt: Instant }
    >(
      `select booked_at as "bookedAt", subject, state, attempt_no as "attemptNo", refund_no as "refundNo", channel_txn as "channelTxn",
              channel_refund_id as "channelRefundId", amount_fen as "amountFen", fee_fen as "feeFen" from bill_rows where id = $1`,
      [billRowId],
    )
    return { ...row, bookedAt: isoOf(bookedAt) }
  }

  private async ownOf({ attemptId, refundId }: DifferenceRow): Promise<DifferenceDetail['own']> {
    if (attemptId === null) return null
    const { bookedAt, ...own } = await this.database.one<Omit<OwnSide, 'bookedAt'> & { bookedAt: Instant | null }>(
      `select a.channel, a.attempt_no as "attemptNo", r.refund_no as "refundNo", coalesce(r.state, a.state) as state,
              coalesce(r.amount_fen, a.amount_fen) as "amountFen", a.channel_txn as "channelTxn",
              case when r.id is null then a.paid_at else r.succeeded_at end as "bookedAt",
              i.subject_kind as "subjectKind", i.subject_id as "subjectId"
         from payment_attempts a join payment_intents i on i.id = a.intent_id left join refunds r on r.id = $2 where a.id = $1`,
      [attemptId, refundId],
    )
    return { ...own, bookedAt: timeOrNull(bookedAt) }
  }

  private async noticesOf({ number }: DifferenceRow): Promise<DifferenceDetail['notices']> {
    const rows = await this.database.rows<{ id: string; kind: string; effect: string; receivedAt: Instant }>(
      `select id, kind, effect, received_at as "receivedAt" from payment_notices where number = $1 order by received_at, id limit 50`,
      [number],
    )
    return rows.map((row) => ({ ...row, receivedAt: isoOf(row.receivedAt) }))
  }

  private async resolutionsOf(id: string): Promise<DifferenceDetail['resolutions']> {
    type Row = Omit<
      DifferenceDetail['resolutions'][number],
      'makerName' | 'checkerName' | 'proposedAt' | 'decidedAt'
    > & {
      makerId: string
      checkerId: string | null
      proposedAt: Instant
      decidedAt: Instant | null
    }
    const rows = await this.database.rows<Row>(
      `select id, action, reason, state, maker_id as "makerId", checker_id as "checkerId", note, legs, proposed_at as "proposedAt",
              decided_at as "decidedAt" from recon_resolutions where break_id = $1 order by proposed_at desc, state = 'rejected', id desc`,
      [id],
    )
    const people = rows.flatMap(({ makerId, checkerId }) => (checkerId === null ? [makerId] : [makerId, checkerId]))
    const names = await this.identity.operatorNames(this.database, people)
    return rows.map(({ makerId, checkerId, proposedAt, decidedAt, ...row }) => ({
      ...row,
      makerName: names.get(makerId) ?? null,
      checkerName: checkerId === null ? null : (names.get(checkerId) ?? null),
      proposedAt: isoOf(proposedAt),
      decidedAt: timeOrNull(decidedAt),
    }))
  }
}
