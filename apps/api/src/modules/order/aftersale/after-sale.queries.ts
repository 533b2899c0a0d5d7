import { Inject, Injectable } from '@nestjs/common'
import type {
  AdminAfterSaleCounts,
  AdminAfterSaleRow,
  AdminAfterSalesQuery,
  AfterSaleCard,
  AfterSalesQuery,
} from '@jishi/contracts/order/after-sale.schema'
import { AFTER_SALE_TAB_STATES, type AfterSaleTab } from '@jishi/contracts/order/after-sale.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { addMs, dayMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
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
    const rows = await this.database.rows<{ state: string; count: number; soon: number }>(
      `select state, count(*) as count, count(*) filter (where deadline_at <= $1) as soon from after_sales group by state`,
      [isoOf(addMs(this.clock.now(), dayMs))],
    )
    const countOf = (tab: AfterSaleTab): number =>
      rows
        .filter(({ state }) => (AFTER_SALE_TAB_STATES[tab] as readonly string[]).includes(state))
        .reduce((sum, row) => sum + row.count, 0)
    const forShop: readonly string[] = AFTER_SALE_TAB_STATES.shop
    return {
      shop: countOf('shop'),
      arbitration: countOf('arbitration'),
      buyer: countOf('buyer'),
      money: countOf('money'),
      ended: countOf('ended'),
      dueSoon: rows.filter(({ state }) => forShop.includes(state)).reduce((sum, row) => sum + row.soon, 0),
    }
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
    const rows = await this.database.rows<CardRow>(
      `select ${CARD} from after_sales a join orders r on r.id = a.order_id
        where ($1::uuid is null or a.member_id = $1) and ($2::uuid is null or a.order_id = $2)
          and ($3::text[] is null or a.state = any($3)) and ($4::text is null or a.kind = $4)
          and ($5::text is null or starts_with(a.after_sale_no, $5) or starts_with(r.order_no, $5))
          and ($6::timestamptz is null or (a.applied_at, a.id) < ($6, $7::uuid))
        order by a.applied_at desc, a.id desc limit $8`,
      [...valuesOf(wanted), limit + 1],
    )
    const page = pageOf(
      rows.map((row) => ({ ...row, placedAt: row.appliedAt })),
      limit,
    )
    return { items: [...page.rows], nextCursor: page.nextCursor }
  }
}

const valuesOf = ({ memberId, orderId, states, kind, q, cursor }: Wanted): (string | readonly string[] | null)[] => {
  const end = cursor === undefined ? undefined : pageEndOf(cursor)
  const words = q === undefined || q === '' ? undefined : q.toUpperCase()
  const given = [memberId, orderId, states, kind, words, end === undefined ? undefined : isoOf(end.at), end?.id]
  return given.map((value) => value ?? null)
}
