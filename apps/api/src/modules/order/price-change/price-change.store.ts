import { Inject, Injectable } from '@nestjs/common'
import type { PriceChangeState } from '@jishi/contracts/order/price-change.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { inSteps, json, type Sql, type Tx } from '../../../infra/database/sql.js'
import { priceChangeLife, type PriceChangeLifeAction } from '../domain/price-change-life.js'
import type { LockedOrder } from '../locked-order.js'
import { OrderSeals } from '../order-seals.js'
import type { FrozenPrice, Repriced, RepricedLine } from './frozen-price.js'

/** A change whose order this Tx holds. */
export interface HeldChange {
  readonly id: string
  readonly orderId: string
  readonly state: PriceChangeState
  readonly makerId: string
  readonly reasonEnc: string
  readonly payableBeforeFen: Fen
  readonly payableAfterFen: Fen
  readonly receiptBeforeId: string
  readonly lines: { readonly lineId: string; readonly changeFen: Fen }[]
}

export interface NewChange {
  readonly id: string
  readonly makerId: string
  readonly reason: string
  readonly needsSecond: boolean
  readonly frozen: FrozenPrice
  readonly next: Repriced
}

/** What a change put in the place of what was there, once it holds. */
export interface TakenEffect {
  readonly receiptId: string
  readonly termBeforeId: string
  readonly termId: string
}

const HELD = `
  select c.id, c.order_id as "orderId", c.state, c.maker_id as "makerId", c.reason_enc as "reasonEnc",
         c.payable_before_fen as "payableBeforeFen", c.payable_after_fen as "payableAfterFen", c.receipt_before_id as "receiptBeforeId",
         (select coalesce(jsonb_agg(jsonb_build_object('lineId', l.line_id, 'changeFen', l.change_fen)), '[]')
            from order_price_change_lines l where l.change_id = c.id) as lines
    from order_price_changes c where c.id = $1`

/** Compare-and-set and its history row in one statement: neither can exist without the other. */
const MOVE = inSteps(
  `moved as (
    update order_price_changes set state = $3, version = version + 1,
      checker_id = coalesce($4::uuid, checker_id), in_force_at = coalesce($5::timestamptz, in_force_at),
      receipt_id = coalesce($6::uuid, receipt_id), term_before_id = coalesce($7::uuid, term_before_id), term_id = coalesce($8::uuid, term_id)
     where id = $1 and state = $2 returning id, version, member_id
  )`,
  `insert into order_price_change_steps (change_id, seq, member_id, step, from_state, to_state, actor_kind, actor_id, note_enc, happened_at)
   select id, version, member_id, $9, $2, $3, $10, $11, $12, $13 from moved`,
)

const BEGIN = inSteps(
  `made as (
    insert into order_price_changes (id, order_id, member_id, state, maker_id, reason_enc, needs_second, payable_before_fen, payable_after_fen,
      receipt_before_id, receipt_id, term_before_id, term_id, proposed_at, in_force_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
  ), lines as (
    insert into order_price_change_lines (change_id, line_id, member_id, before_fen, change_fen)
    select $1, line_id, $3, before_fen, change_fen from jsonb_to_recordset($16::jsonb) as x (line_id uuid, before_fen bigint, change_fen bigint)
  )`,
  `insert into order_price_change_steps (change_id, seq, member_id, step, to_state, actor_kind, actor_id, happened_at)
   values ($1, 1, $3, $17, $4, 'operator', $5, $14)`,
)

const OVERTAKE = inSteps(
  `overtaken as (
    update order_price_changes set state = 'overtaken', version = version + 1 where order_id = $1 and state = 'proposed'
    returning id, version, member_id
  )`,
  `insert into order_price_change_steps (change_id, seq, member_id, step, from_state, to_state, actor_kind, happened_at)
   select id, version, member_id, 'overtake', 'proposed', 'overtaken', 'system', $2 from overtaken`,
)

interface Move {
  readonly checkerId?: string
  readonly effect?: TakenEffect
  readonly note?: string
}

/** The rows of changes: the only place that writes their states. Whoever calls holds the row of their order. */
@Injectable()
export class PriceChangeStore {
  constructor(
    private readonly seals: OrderSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The order a change is of, before anything is held. Throws NOT_FOUND. */
  async orderOf(sql: Sql, changeId: string): Promise<string> {
    const row = await sql.maybe<{ orderId: string }>(
      'select order_id as "orderId" from order_price_changes where id = $1',
      [changeId],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row.orderId
  }

  held(tx: Tx, changeId: string): Promise<HeldChange> {
    return tx.one<HeldChange>(HELD, [changeId])
  }

  /** Throws PRICE_CHANGE_WAITS while one waits for a second person: two at once would each count on the other's price. */
  async assertNoneWaits(sql: Sql, orderId: string): Promise<void> {
    if (await this.waits(sql, orderId)) throw new DomainError('PRICE_CHANGE_WAITS')
  }

  async waits(sql: Sql, orderId: string): Promise<boolean> {
    const found = await sql.maybe(
      `select 1 as waits from order_price_changes where order_id = $1 and state = 'proposed'`,
      [orderId],
    )
    return found !== undefined
  }

  /** Writes a change down, in force with what it put in place, or proposed without. */
  async begin(tx: Tx, order: LockedOrder, change: NewChange, effect?: TakenEffect): Promise<void> {
    const { id, makerId, reason, needsSecond, frozen, next } = change
    const now = isoOf(this.clock.now())
    const [state, step] = effect === undefined ? ['proposed', 'propose'] : ['in_force', 'change']
    await tx.execute(BEGIN, [
      ...[id, order.id, order.memberId, state, makerId, this.seals.sealEventNote(reason), needsSecond],
      ...[frozen.payableFen, next.payableFen, frozen.receiptId],
      ...[effect?.receiptId ?? null, effect?.termBeforeId ?? null, effect?.termId ?? null],
      ...[now, effect === undefined ? null : now, json(lineRows(next.lines)), step],
    ])
  }

  /** Takes one step. Throws PRICE_CHANGE_ACTION_NOT_ALLOWED where the life forbids it. */
  async move(
    tx: Tx,
    change: Pick<HeldChange, 'id' | 'state' | 'makerId'>,
    action: PriceChangeLifeAction,
    operatorId: string,
    { checkerId, effect, note }: Move = {},
  ): Promise<void> {
    const to = priceChangeLife.next(change.state, action, { own: change.makerId === operatorId }, 'operator')
    const now = isoOf(this.clock.now())
    const moved = await tx.execute(MOVE, [
      ...[change.id, change.state, to, checkerId ?? null, effect === undefined ? null : now],
      ...[effect?.receiptId ?? null, effect?.termBeforeId ?? null, effect?.termId ?? null],
      ...[action, 'operator', operatorId, this.seals.sealEventNote(note), now],
    ])
    assert(moved === 1, `change of price ${change.id} left ${change.state} while its order was held`)
  }

  /** The change that holds now gives way to the one that is about to. */
  async replace(tx: Tx, orderId: string, operatorId: string): Promise<void> {
    const holding = await tx.maybe<{ id: string; makerId: string }>(
      `select id, maker_id as "makerId" from order_price_changes where order_id = $1 and state = 'in_force'`,
      [orderId],
    )
    if (holding !== undefined) await this.move(tx, { ...holding, state: 'in_force' }, 'replace', operatorId)
  }

  /** The order was paid or closed: what still waited for a second person is over. One statement, so that it goes with others. */
  async overtake(tx: Tx, orderId: string): Promise<void> {
    await tx.execute(OVERTAKE, [orderId, isoOf(this.clock.now())])
  }

  openWords(sealed: string | null): string | null {
    return this.seals.openEventNote(sealed)
  }
}

const lineRows = (lines: readonly RepricedLine[]): object[] =>
  lines
    .filter(({ beforeFen, changeFen }) => beforeFen !== 0 || changeFen !== 0)
    .map(({ lineId, beforeFen, changeFen }) => ({ line_id: lineId, before_fen: beforeFen, change_fen: changeFen }))
