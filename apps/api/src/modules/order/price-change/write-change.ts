import { Injectable } from '@nestjs/common'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { BecomePaid } from '../become-paid.js'
import type { LockedOrder } from '../locked-order.js'
import { OrderSteps } from '../order-steps.js'
import type { RepricedLine } from './frozen-price.js'
import { PriceChangeStore, type HeldChange, type NewChange } from './price-change.store.js'
import { TakeEffect, type ComingPrice } from './take-effect.js'

/** Everything one change of price leaves behind, in the Tx that holds the order's row. */
@Injectable()
export class WriteChange {
  constructor(
    private readonly steps: OrderSteps,
    private readonly store: PriceChangeStore,
    private readonly effect: TakeEffect,
    private readonly becomePaid: BecomePaid,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws ORDER_ACTION_NOT_ALLOWED unless the order is unpaid and its time is not over. */
  check(order: LockedOrder): void {
    this.steps.check(order, 'change_price', { kind: 'operator' })
  }

  waits(sql: Sql, orderId: string): Promise<boolean> {
    return this.store.waits(sql, orderId)
  }

  assertNoneWaits(sql: Sql, orderId: string): Promise<void> {
    return this.store.assertNoneWaits(sql, orderId)
  }

  /** It waits for a second person; the order costs what it did. */
  async propose(tx: Tx, operator: OperatorActor, order: LockedOrder, change: NewChange): Promise<void> {
    await this.store.begin(tx, order, change)
    await this.note(tx, operator, order, 'order.price_proposed', 'order.price', told(change))
  }

  /** Within what one person may decide: it holds at once. */
  async alone(tx: Tx, operator: OperatorActor, order: LockedOrder, change: NewChange): Promise<void> {
    const { id: changeId, frozen, next } = change
    const effect = await this.effect.run(tx, order, { changeId, operatorId: operator.operatorId, frozen, next })
    await this.store.replace(tx, order.id, operator.operatorId)
    await this.store.begin(tx, order, change, effect)
    await this.note(tx, operator, order, 'order.price_changed', 'order.price', told(change))
    await this.payNothing(tx, order, next.payableFen)
  }

  /** A second person agrees to what was proposed. */
  async approve(
    tx: Tx,
    operator: OperatorActor,
    order: LockedOrder,
    change: HeldChange,
    coming: ComingPrice,
  ): Promise<void> {
    const { operatorId } = operator
    const effect = await this.effect.run(tx, order, coming)
    await this.store.replace(tx, order.id, operatorId)
    await this.store.move(tx, change, 'approve', operatorId, { checkerId: operatorId, effect })
    const { frozen, next } = coming
    await this.note(
      tx,
      operator,
      order,
      'order.price_approved',
      'order.price-approve',
      told({ ...change, frozen, next }),
    )
    await this.payNothing(tx, order, next.payableFen)
  }

  /** A second person refuses, or its maker takes it back: the order costs what it did. */
  async end(
    tx: Tx,
    operator: OperatorActor,
    order: LockedOrder,
    change: HeldChange,
    how: { action: 'refuse'; note: string | undefined } | { action: 'withdraw' },
  ): Promise<void> {
    const { operatorId } = operator
    const isRefusal = how.action === 'refuse'
    await this.store.move(tx, change, how.action, operatorId, {
      ...(isRefusal ? { checkerId: operatorId } : {}),
      ...(isRefusal && how.note !== undefined ? { note: how.note } : {}),
    })
    const [action, permission] = isRefusal
      ? ['order.price_refused', 'order.price-approve']
      : ['order.price_withdrawn', 'order.price']
    await this.note(tx, operator, order, action, permission, {
      before: { changeId: change.id, state: change.state },
      after: { changeId: change.id, payableFen: change.payableBeforeFen },
    })
  }

  /** Nothing is left to pay: the term is waived, and the order is paid as one that cost nothing when it was placed. */
  private async payNothing(tx: Tx, order: LockedOrder, payableFen: number): Promise<void> {
    if (payableFen === 0) await this.becomePaid.waived(tx, order.id)
  }

  private note(
    tx: Tx,
    actor: OperatorActor,
    order: LockedOrder,
    action: string,
    permission: string,
    { before, after }: { before: object; after: object },
  ): Promise<void> {
    return this.auditLog.write(tx, {
      actor,
      permission,
      action,
      subject: { kind: 'order', id: order.id },
      before,
      after,
    })
  }
}

/** Amounts and ids; why it was done stands sealed in its own row. */
const told = ({ id, frozen, next }: Pick<NewChange, 'id' | 'frozen' | 'next'>) => ({
  before: { payableFen: frozen.payableFen, lines: movesOf(next.lines, 'beforeFen') },
  after: { changeId: id, payableFen: next.payableFen, lines: movesOf(next.lines, 'changeFen') },
})

const movesOf = (lines: readonly RepricedLine[], part: 'beforeFen' | 'changeFen'): Record<string, number> =>
  Object.fromEntries(lines.flatMap((line) => (line[part] === 0 ? [] : [[line.lineId, line[part]]])))
