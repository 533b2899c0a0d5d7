import { Injectable } from '@nestjs/common'
import type { PriceChangeView } from '@jishi/contracts/order/price-change.schema'
import { PRICE_CHANGE_ACTIONS, type PriceChangeAction } from '@jishi/contracts/order/price-change.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { IdentityFacade } from '../../identity/index.js'
import { priceChangeLife } from '../domain/price-change-life.js'
import { OrderSeals } from '../order-seals.js'

interface Row extends Pick<
  PriceChangeView,
  'id' | 'orderId' | 'state' | 'needsSecond' | 'lines' | 'payableBeforeFen' | 'payableFen'
> {
  readonly makerId: string
  readonly checkerId: string | null
  readonly reasonEnc: string
  readonly noteEnc: string | null
  readonly proposedAt: Instant
  readonly inForceAt: Instant | null
  readonly endedAt: Instant | null
}

/** Nobody changes the price of one order more often than people read. */
const MOST_SHOWN = 50

const CHANGES = `
  select c.id, c.order_id as "orderId", c.state, c.maker_id as "makerId", c.checker_id as "checkerId", c.reason_enc as "reasonEnc",
         c.needs_second as "needsSecond", c.payable_before_fen as "payableBeforeFen", c.payable_after_fen as "payableFen",
         c.proposed_at as "proposedAt", c.in_force_at as "inForceAt",
         (select s.note_enc from order_price_change_steps s where s.change_id = c.id and s.step = 'refuse') as "noteEnc",
         (select s.happened_at from order_price_change_steps s where s.change_id = c.id and s.to_state = c.state
             and c.state not in ('proposed', 'in_force')) as "endedAt",
         (select coalesce(jsonb_agg(jsonb_build_object('lineId', l.id, 'title', l.snapshot ->> 'title', 'skuLabel', l.snapshot ->> 'skuLabel',
                   'beforeFen', x.before_fen, 'changeFen', x.change_fen) order by l.position), '[]')
            from order_price_change_lines x join order_lines l on l.id = x.line_id where x.change_id = c.id) as lines
    from order_price_changes c`

/** Which permission an action asks of whoever takes it. */
const PERMISSION_OF: Readonly<Record<PriceChangeAction, string>> = {
  approve: 'order.price-approve',
  refuse: 'order.price-approve',
  withdraw: 'order.price',
}

/** Changes of price as operators read them; what may be done with each is told for the one who asks. */
@Injectable()
export class PriceChangeQueries {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly seals: OrderSeals,
  ) {}

  /** Of one order, the newest first. Throws NOT_FOUND where there is no such order. */
  async ofOrder(operator: OperatorActor, orderId: string): Promise<Page<PriceChangeView>> {
    const known = await this.database.maybe('select 1 as known from orders where id = $1', [orderId])
    if (known === undefined) throw new DomainError('NOT_FOUND')
    const rows = await this.database.rows<Row>(
      `${CHANGES} where c.order_id = $1 order by c.proposed_at desc, c.id desc limit $2`,
      [orderId, MOST_SHOWN],
    )
    return { items: await this.views(operator, rows), nextCursor: null }
  }

  /** Throws NOT_FOUND. */
  async one(operator: OperatorActor, changeId: string): Promise<PriceChangeView> {
    const rows = await this.database.rows<Row>(`${CHANGES} where c.id = $1`, [changeId])
    const [view] = await this.views(operator, rows)
    if (view === undefined) throw new DomainError('NOT_FOUND')
    return view
  }

  private async views(operator: OperatorActor, rows: readonly Row[]): Promise<PriceChangeView[]> {
    const people = [...new Set(rows.flatMap(({ makerId, checkerId }) => [makerId, ...(checkerId ? [checkerId] : [])]))]
    const names =
      people.length === 0 ? new Map<string, string>() : await this.identity.operatorNames(this.database, people)
    return rows.map(({ makerId, checkerId, reasonEnc, noteEnc, proposedAt, inForceAt, endedAt, ...told }) => ({
      ...told,
      makerName: names.get(makerId) ?? null,
      checkerName: checkerId === null ? null : (names.get(checkerId) ?? null),
      reason: this.seals.openEventNote(reasonEnc) ?? '',
      note: this.seals.openEventNote(noteEnc),
      proposedAt: isoOf(proposedAt),
      inForceAt: inForceAt === null ? null : isoOf(inForceAt),
      endedAt: endedAt === null ? null : isoOf(endedAt),
      allowedActions: PRICE_CHANGE_ACTIONS.filter(
        (action) =>
          operator.permissions.has(PERMISSION_OF[action]) &&
          priceChangeLife.refusal(told.state, action, { own: makerId === operator.operatorId }, 'operator') ===
            undefined,
      ),
    }))
  }
}
