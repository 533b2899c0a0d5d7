import { Inject, Injectable } from '@nestjs/common'
import type { AdminOrderCounts, AdminOrderRow, AdminOrdersQuery } from '@jishi/contracts/order/order.schema'
import type { KindView } from '@jishi/contracts/order/order-kind.schema'
import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import { ORDER_STATES, type OrderFlag, type OrderState } from '@jishi/contracts/order/order.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { CLOSING_SOON_MS } from '@jishi/contracts/insight/insight.terms'
import { PHONE_PATTERN } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock, Instant } from '@jishi/kernel/time'
import { addMs, addShopDays, isoOf, parseShopDay, startOfShopDay } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Sql, SqlValue } from '../../infra/database/sql.js'
import { PhoneSearches } from '../identity/index.js'
import { PaymentFacade } from '../payment/index.js'
import { SettingsFacade } from '../settings/index.js'
import { SHORT_OF_CODES } from './delivery/leave-by-itself.js'
import { shipWithinMs } from '../pricing/index.js'
import { allowedActions } from './domain/allowed-actions.js'
import { maskName, maskPhone } from './domain/masking.js'
import { KindViews } from './kinds/kind-views.js'
import { termSubject } from './locked-order.js'
import { pageEndOf, pageOf } from './order-cursor.js'
import { factsColumns, factsOfRow, factsView, type FactsRow } from './order.rows.js'
import { OrderSeals } from './order-seals.js'

interface ListRow extends FactsRow {
  addressEnc: string | null
  firstTitle: string
  kinds: number
  channel: string | null
  flag: OrderFlag | null
}

const BY_PHONE = { permission: 'order.receiver', action: 'order.searched' } as const
const NOTHING = { items: [], nextCursor: null }

/** Beyond this a number is only "many". */
const MOST_COUNTED = 10_000

const TERM = termSubject('').kind
const PAID_BY_TERMS = 'o.id in (select p.order_id from order_terms p where p.id = any(?::uuid[]))'

/** Letters and digits alone reach a pattern, so nothing typed can act as a wildcard. */
const NUMBER_PART = /^[0-9A-Za-z-]+$/

/** Conditions with their parameters, in the order they were added. */
class Conditions {
  readonly texts: string[] = []
  constructor(readonly values: SqlValue[]) {}

  /** `?` stands for each value in turn. */
  add(text: string, ...values: SqlValue[]): void {
    let at = this.values.length
    this.values.push(...values)
    this.texts.push(text.replace(/\?/g, () => `$${(at += 1)}`))
  }

  get where(): string {
    return this.texts.length === 0 ? '' : `where ${this.texts.join(' and ')}`
  }
}

/** The operators' list of orders. Every filter has its index; pages run by key, so page 1 000 costs what page 1 costs. */
@Injectable()
export class AdminOrdersQueries {
  constructor(
    private readonly database: Database,
    private readonly seals: OrderSeals,
    private readonly settings: SettingsFacade,
    private readonly phoneSearches: PhoneSearches,
    private readonly payment: PaymentFacade,
    private readonly kinds: KindViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A search by phone finds nothing for an operator who may not see receivers, and throws RATE_LIMITED where the day's
   * searches are spent.
   */
  async search(operator: OperatorActor, query: AdminOrdersQuery): Promise<Page<AdminOrderRow>> {
    return (await this.mayLookFor(operator, query)) ? this.list(query) : NOTHING
  }

  /** Whether this operator may look for these words, asked once a search. Throws RATE_LIMITED where the day's are spent. */
  async mayLookFor(operator: OperatorActor, { q }: Pick<AdminOrdersQuery, 'q'>): Promise<boolean> {
    return !PHONE_PATTERN.test(q ?? '') || (await this.phoneSearches.take(operator, BY_PHONE))
  }

  /** For whoever asked already whether the words may be looked for, or has none. */
  async list(query: AdminOrdersQuery): Promise<Page<AdminOrderRow>> {
    const limit = query.limit ?? PAGE_SIZE
    const now = this.clock.now()
    const conditions = this.conditionsOf(query, now)
    await this.addDue(conditions, query.due, now)
    const rows = await this.database.rows<ListRow>(
      `select ${factsColumns(1)}, o.address_enc as "addressEnc", l.title as "firstTitle",
              (select count(*) from order_lines c where c.order_id = o.id and c.role = 'main') as kinds,
              (select t.channel from order_terms t where t.order_id = o.id and t.state = 'paid'
                order by t.seq desc limit 1) as channel,
              (select n.flag from order_notes n where n.order_id = o.id order by n.version desc limit 1) as flag
         from orders o
         cross join lateral (select snapshot ->> 'title' as title from order_lines
                              where order_id = o.id and position = 1) l
         ${conditions.where}
        order by o.created_at desc, o.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = pageOf(rows, limit)
    const kindOf = await this.kinds.of(this.database, page.rows)
    return { items: page.rows.map((row) => this.rowView(row, kindOf(row), now)), nextCursor: page.nextCursor }
  }

  /** How many orders the list of stuck refunds holds; asks nothing more where payment knows of none. */
  async stuckRefunds(sql: Sql): Promise<number> {
    const terms = await this.payment.stuckRefunds(sql, TERM)
    if (terms.length === 0) return 0
    const conditions = new Conditions([])
    conditions.add(PAID_BY_TERMS, terms)
    const counted = `select count(*) as count from orders o ${conditions.where}`
    return (await sql.one<{ count: number }>(counted, conditions.values)).count
  }

  /** Each state is counted along its index and no further than anybody reads: an old shop's thousands cost no more. */
  async counts(): Promise<AdminOrderCounts> {
    const rows = await this.database.rows<{ state: OrderState; count: number }>(
      `select s.state, (select count(*) from (select 1 from orders o where o.state = s.state limit $2) counted) as count
         from unnest($1::text[]) as s (state)`,
      [ORDER_STATES, MOST_COUNTED],
    )
    const byState = new Map(rows.map((row) => [row.state, row.count]))
    return Object.fromEntries(ORDER_STATES.map((state) => [state, byState.get(state) ?? 0])) as AdminOrderCounts
  }

  private conditionsOf(query: AdminOrdersQuery, now: Instant): Conditions {
    const conditions = new Conditions([isoOf(now)])
    if (query.state !== undefined) conditions.add('o.state = ?', query.state)
    if (query.from !== undefined) conditions.add('o.created_at >= ?', isoOf(startOf(query.from, 'from', 0)))
    if (query.to !== undefined) conditions.add('o.created_at < ?', isoOf(startOf(query.to, 'to', 1)))
    addPlain(conditions, query)
    if (query.q !== undefined && query.q !== '') this.addSearch(conditions, query.q)
    if (query.cursor !== undefined) {
      const end = pageEndOf(query.cursor)
      conditions.add('(o.created_at, o.id) < (?, ?::uuid)', isoOf(end.at), end.id)
    }
    return conditions
  }

  /** Late by the promise the shop shows, or ending soon without a payment: the lists behind the workbench's numbers. */
  private async addDue(conditions: Conditions, due: AdminOrdersQuery['due'], now: Instant): Promise<void> {
    if (due === 'overdue') {
      const { promise } = await this.settings.get('freight')
      conditions.add(`o.state = 'paid' and o.paid_at < ?`, isoOf(addMs(now, -shipWithinMs(promise))))
    }
    if (due === 'undelivered')
      conditions.add(
        `o.state = 'paid' and exists (select 1 from order_holds h
            where h.order_id = o.id and h.key = ? and h.released_at is null)`,
        SHORT_OF_CODES,
      )
    if (due === 'refund_stuck') conditions.add(PAID_BY_TERMS, await this.payment.stuckRefunds(this.database, TERM))
    if (due === 'reminded') conditions.add(`o.state = 'paid' and o.reminded_at is not null`)
    if (due === 'price_waits')
      conditions.add(`exists (select 1 from order_price_changes p where p.order_id = o.id and p.state = 'proposed')`)
    if (due === 'closing_soon')
      conditions.add(
        `o.state = 'pending_payment' and exists (select 1 from order_terms d
            where d.order_id = o.id and d.state = 'open' and d.due_at >= ? and d.due_at < ?)`,
        isoOf(now),
        isoOf(addMs(now, CLOSING_SOON_MS)),
      )
  }

  /** A whole phone number goes through the blind index; anything else is the start of an order number or a tracking number. */
  private addSearch(conditions: Conditions, q: string): void {
    if (PHONE_PATTERN.test(q)) conditions.add('o.receiver_phone_bidx = ?', this.seals.phoneIndex(q))
    else if (NUMBER_PART.test(q)) {
      conditions.add(
        `o.id in (select n.id from orders n where n.order_no like ?
                  union select s.order_id from shipments s where s.tracking_no = ?)`,
        `${q.toUpperCase()}%`,
        q.toUpperCase(),
      )
    } else conditions.add('false')
  }

  private rowView(row: ListRow, kindView: KindView, now: Instant): AdminOrderRow {
    const receiver = row.addressEnc === null ? null : this.seals.openReceiver(row.addressEnc)
    return {
      ...factsView(row),
      kindView,
      summary: row.kinds > 1 ? `${row.firstTitle} 等 ${row.kinds} 种` : row.firstTitle,
      receiverMasked: receiver === null ? '' : `${maskName(receiver.receiver)} ${maskPhone(receiver.phone)}`,
      channel: row.channel,
      flag: row.flag,
      allowedActions: allowedActions(row.state, factsOfRow(row, now), 'operator'),
    }
  }
}

/** Filters that compare one column with one value. */
function addPlain(conditions: Conditions, query: AdminOrdersQuery): void {
  const { member, platform, kind, flag, minFen, maxFen } = query
  if (member !== undefined) conditions.add('o.member_id = ?', member)
  if (platform !== undefined) conditions.add('o.platform = ?', platform)
  // The index of kinds leaves the plain ones out: they are nearly all there are.
  if (kind !== undefined)
    conditions.add(kind === NORMAL_KIND ? 'o.kind = ?' : `o.kind = ? and o.kind <> '${NORMAL_KIND}'`, kind)
  if (minFen !== undefined) conditions.add('o.payable_fen >= ?', minFen)
  if (maxFen !== undefined) conditions.add('o.payable_fen <= ?', maxFen)
  if (flag !== undefined)
    conditions.add(
      '(select n.flag from order_notes n where n.order_id = o.id order by n.version desc limit 1) = ?',
      flag,
    )
}

function startOf(text: string, path: string, daysLater: number): Instant {
  const day = parseShopDay(text)
  if (day === undefined) throw new DomainError('VALIDATION_FAILED', [{ path, message: 'not a calendar day' }])
  return startOfShopDay(addShopDays(day, daysLater))
}
