import { Inject, Injectable } from '@nestjs/common'
import type { OrderCard, OrderCounts, OrdersQuery } from '@jishi/contracts/order/order.schema'
import type { OrderState, OrderTab } from '@jishi/contracts/order/order.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { allowedActions } from './domain/allowed-actions.js'
import { KindViews } from './kinds/kind-views.js'
import { pageEndOf, pageOf } from './order-cursor.js'
import { CARD_LINES, factsColumns, factsOfRow, factsView, type CardLineRow, type FactsRow } from './order.rows.js'

/** Which stored states a tab of the order centre shows. */
const STATES_OF_TAB: { readonly [tab in OrderTab]: readonly OrderState[] } = {
  pending_payment: ['pending_payment', 'awaiting_balance'],
  paid: ['paid'],
  shipped: ['shipped'],
  completed: ['completed'],
  closed: ['closing', 'closed', 'refunded'],
}

/** A tab gathers several states; a state that is no tab stands for itself. */
const statesShown = (wanted: OrderState): readonly OrderState[] =>
  wanted in STATES_OF_TAB ? STATES_OF_TAB[wanted as OrderTab] : [wanted]

interface CardRow extends FactsRow {
  lines: CardLineRow[]
  partShipped: boolean
}

/** What was typed is compared as it stands: no letter of it is a wildcard. */
const SOUGHT = `
  starts_with(o.order_no, $7)
  or exists (select 1 from order_lines l where l.order_id = o.id and strpos(lower(l.snapshot ->> 'title'), lower($7)) > 0)`

const PART_SHIPPED = `
  (select bool_or(l.shipped_qty > 0) and bool_or(l.shipped_qty < l.qty - l.cancelled_qty)
     from order_lines l where l.order_id = o.id) as "partShipped"`

/** A member's own orders. */
@Injectable()
export class OrderQueries {
  constructor(
    private readonly database: Database,
    private readonly kinds: KindViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async cards(memberId: string, query: OrdersQuery): Promise<Page<OrderCard>> {
    const limit = query.limit ?? PAGE_SIZE
    const end = query.cursor === undefined ? undefined : pageEndOf(query.cursor)
    const now = this.clock.now()
    const rows = await this.database.rows<CardRow>(
      `select ${factsColumns(2)}, ${CARD_LINES}, ${PART_SHIPPED} from orders o
        where o.member_id = $1 and o.hidden_at is ${query.hidden === 'true' ? 'not null' : 'null'}
          and ($3::text[] is null or o.state = any($3)) and ($7::text is null or ${SOUGHT})
          and ($4::timestamptz is null or (o.created_at, o.id) < ($4, $5::uuid))
        order by o.created_at desc, o.id desc limit $6`,
      [
        memberId,
        isoOf(now),
        query.state === undefined ? null : statesShown(query.state),
        end === undefined ? null : isoOf(end.at),
        end?.id ?? null,
        limit + 1,
        query.q ?? null,
      ],
    )
    const page = pageOf(rows, limit)
    const kindOf = await this.kinds.of(this.database, page.rows)
    return {
      items: page.rows.map((row) => ({
        ...factsView(row),
        kindView: kindOf(row),
        lines: row.lines,
        partShipped: row.partShipped,
        allowedActions: allowedActions(row.state, factsOfRow(row, now), 'member'),
      })),
      nextCursor: page.nextCursor,
    }
  }

  async counts(memberId: string): Promise<OrderCounts> {
    const rows = await this.database.rows<{ state: OrderState; count: number }>(
      `select state, count(*) as count from orders where member_id = $1 and hidden_at is null group by state`,
      [memberId],
    )
    const byState = new Map(rows.map((row) => [row.state, row.count]))
    const countOf = (tab: OrderTab): number =>
      STATES_OF_TAB[tab].reduce((sum, state) => sum + (byState.get(state) ?? 0), 0)
    return {
      pending_payment: countOf('pending_payment'),
      paid: countOf('paid'),
      shipped: countOf('shipped'),
      completed: countOf('completed'),
      closed: countOf('closed'),
    }
  }
}
