import { Inject, Injectable } from '@nestjs/common'
import type {
  AdminAfterSaleCounts,
  AdminAfterSaleRow,
  AdminAfterSalesQuery,
  AfterSaleArrivals,
  AfterSaleCard,
  AfterSalesQuery,
} from '@jishi/contracts/order/after-sale.schema'
import { AFTER_SALE_TAB_STATES, type AfterSaleTab } from '@jishi/contracts/order/after-sale.terms'
import { MOST_ARRIVALS } from '@jishi/contracts/order/order.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { addMs, dayMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { pageEndOf, pageOf } from '../order-cursor.js'
import { CARD, type CardRow } from './after-sale.rows.js'
import { cardView } from './after-sale-view.js'

interface Wanted {
  readonly memberId?: string
  readonly orderId?: string | undefined
  readonly states?: readonly string[] | undefined
  readonly kind?: string | undefined
  readonly q?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export interface WaitingAfterSales {
  readonly waiting: number
  /** The nearest deadline of those that wait for the shop. */
  readonly dueAt: Instant | null
  readonly arbitrating: number
}

/** Beyond this a number is only "many". */
const MOST_COUNTED = 10_000

/** Each state is counted along its index and no further than anybody reads; what is due soon along that of deadlines. */
const COUNTS = `
  select s.state, (select count(*) from (select 1 from after_sales a where a.state = s.state limit $2) counted) as count,
         (select count(*) from (select 1 from after_sales a where a.deadline_at <= $3 and a.state = any($4) limit $2) due) as soon
    from unnest($1::text[]) as s (state)`

/** Lists of after-sales, each page in one statement. */
@Injectable()
export class AfterSaleQueries {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async ofMember(memberId: string, query: AfterSalesQuery): Promise<Page<AfterSaleCard>> {
    const open = Object.entries(AFTER_SALE_TAB_STATES).flatMap(([tab, states]) => (tab === 'ended' ? [] : states))
    const { orderId, cursor, limit } = query
    const page = await this.rows({ memberId, orderId, cursor, limit, states: query.open === 'true' ? open : undefined })
    return { ...page, items: page.items.map((row) => cardView(row, { kind: 'member' }, this.clock.now())) }
  }

  async ofShop(operatorId: string, query: AdminAfterSalesQuery): Promise<Page<AdminAfterSaleRow>> {
    const { tab, ...wanted } = query
    const page = await this.rows({ ...wanted, states: tab === undefined ? undefined : AFTER_SALE_TAB_STATES[tab] })
    const items = page.items.map((row) => {
      const { lines, ...card } = cardView(row, { kind: 'operator', id: operatorId }, this.clock.now())
      const first = lines[0]?.title ?? ''
      return {
        ...card,
        memberId: row.memberId,
        summary: lines.length > 1 ? `${first} 等 ${lines.length} 种` : first,
        qty: lines.reduce((sum, { qty }) => sum + qty, 0),
      }
    })
    return { ...page, items }
  }

  async counts(): Promise<AdminAfterSaleCounts> {
    const rows = await this.database.rows<{ state: string; count: number; soon: number }>(COUNTS, [
      ...[Object.values(AFTER_SALE_TAB_STATES).flat(), MOST_COUNTED],
      ...[isoOf(addMs(this.clock.now(), dayMs)), AFTER_SALE_TAB_STATES.shop],
    ])
    const countOf = (tab: AfterSaleTab): number =>
      rows
        .filter(({ state }) => (AFTER_SALE_TAB_STATES[tab] as readonly string[]).includes(state))
        .reduce((sum, row) => sum + row.count, 0)
    return {
      shop: countOf('shop'),
      arbitration: countOf('arbitration'),
      buyer: countOf('buyer'),
      money: countOf('money'),
      ended: countOf('ended'),
      dueSoon: rows[0]?.soon ?? 0,
    }
  }

  async arrivals(): Promise<AfterSaleArrivals> {
    const rows = await this.database.rows<{ id: string; at: Instant }>(
      `select id, applied_at as at from after_sales order by applied_at desc, id desc limit ${MOST_ARRIVALS}`,
    )
    return { items: rows.map(({ id, at }) => ({ id, appliedAt: isoOf(at) })), nextCursor: null }
  }

  /** What waits for the shop's decision and when the first of it falls due, and what waits for another operator's verdict. */
  waiting(sql: Sql): Promise<WaitingAfterSales> {
    return sql.one<WaitingAfterSales>(
      `select count(*) filter (where state = any($1)) as waiting, min(deadline_at) filter (where state = any($1)) as "dueAt",
              count(*) filter (where state = any($2)) as arbitrating
         from after_sales where state = any($1 || $2)`,
      [AFTER_SALE_TAB_STATES.shop, AFTER_SALE_TAB_STATES.arbitration],
    )
  }

  private async rows(wanted: Wanted): Promise<Page<CardRow>> {
    const limit = wanted.limit ?? PAGE_SIZE
    const conditions = conditionsOf(wanted)
    const rows = await this.database.rows<CardRow>(
      `select ${CARD} from after_sales a join orders r on r.id = a.order_id
        ${conditions.where} order by a.applied_at desc, a.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = pageOf(
      rows.map((row) => ({ ...row, placedAt: row.appliedAt })),
      limit,
    )
    return { items: [...page.rows], nextCursor: page.nextCursor }
  }
}

/** Only what is asked for is compared, so that each list finds its own index. */
function conditionsOf({ memberId, orderId, states, kind, q, cursor }: Wanted): Conditions {
  const conditions = new Conditions()
  if (memberId !== undefined) conditions.add('a.member_id = ?', memberId)
  if (orderId !== undefined) conditions.add('a.order_id = ?', orderId)
  if (states !== undefined) conditions.add('a.state = any(?)', states)
  if (kind !== undefined) conditions.add('a.kind = ?', kind)
  if (q !== undefined && q !== '') addSearch(conditions, q)
  if (cursor !== undefined) {
    const end = pageEndOf(cursor)
    conditions.add('(a.applied_at, a.id) < (?, ?::uuid)', isoOf(end.at), end.id)
  }
  return conditions
}

/** Numbers are letters and digits; anything else is the start of none, and so nothing typed can act as a wildcard. */
const NUMBER_START = /^[0-9A-Za-z]+$/

function addSearch(conditions: Conditions, q: string): void {
  if (!NUMBER_START.test(q)) return conditions.add('false')
  const start = `${q.toUpperCase()}%`
  conditions.add(
    `a.id in (select n.id from after_sales n where n.after_sale_no like ?
              union select n.id from orders o join after_sales n on n.order_id = o.id where o.order_no like ?)`,
    start,
    start,
  )
}
