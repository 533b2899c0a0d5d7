import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { addFen, negateFen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { phoneTail } from '../domain/masking.js'
import type { LockedOrder } from '../locked-order.js'
import { OrderSeals, type ReceiverSnapshot } from '../order-seals.js'
import { OrderSteps, SYSTEM, type StepActor } from '../order-steps.js'
import { GiveBack } from '../refunds/give-back.js'
import { Supplements, type SupplementedChange } from '../supplement/supplements.js'
import type { FreightThere } from './address-freight.js'

/**
 * Sends a paid order somewhere else, as long as no carrier has any of it. A way that costs the same or less is taken at once,
 * and the difference goes back; a dearer way waits for its supplement. Each change keeps both addresses, sealed, in a row of its own.
 */
@Injectable()
export class ChangeAddress implements SupplementedChange, OnModuleInit {
  constructor(
    private readonly steps: OrderSteps,
    private readonly seals: OrderSeals,
    private readonly supplements: Supplements,
    private readonly giveBack: GiveBack,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.supplements.register('address', this)
  }

  /** Of a locked order and a way that was agreed to. Throws ORDER_ACTION_NOT_ALLOWED. */
  async begin(tx: Tx, order: LockedOrder, to: ReceiverSnapshot, way: FreightThere, actor: StepActor): Promise<void> {
    this.steps.check(order, 'change_address', actor)
    const changeId = newId<'address-change'>(this.clock)
    const [waits, now] = [way.differenceFen > 0, isoOf(this.clock.now())]
    await tx.execute(
      `insert into order_address_changes
         (id, order_id, member_id, state, before_enc, after_enc, freight_before_fen, freight_after_fen, asked_at, settled_at)
       select $1, o.id, o.member_id, $3, o.address_enc, $4, $5, $6, $7, $8 from orders o where o.id = $2`,
      [
        changeId,
        order.id,
        waits ? 'waiting' : 'done',
        this.seals.sealReceiver(to),
        way.paidFen,
        addFen(way.paidFen, way.differenceFen),
        now,
        waits ? null : now,
      ],
    )
    if (waits) {
      const reason = '改地址补运费'
      const wanted = { purpose: 'address', reference: changeId, amountFen: way.differenceFen, reason } as const
      await this.supplements.open(tx, order, wanted)
      return
    }
    await this.takeEffect(tx, order, to, actor)
    if (way.differenceFen < 0) await this.giveFreightBack(tx, order, changeId, way)
  }

  private async giveFreightBack(tx: Tx, order: LockedOrder, changeId: string, way: FreightThere): Promise<void> {
    const freightFen = negateFen(way.differenceFen)
    await this.giveBack.run(tx, order, { cause: 'address', reference: changeId, what: { freightFen } })
  }

  async paid(tx: Tx, order: LockedOrder, changeId: string): Promise<void> {
    const afterEnc = await this.settle(tx, changeId, 'done')
    await this.takeEffect(tx, order, this.seals.openReceiver(afterEnc), SYSTEM)
  }

  async dropped(tx: Tx, _order: LockedOrder, changeId: string): Promise<void> {
    await this.settle(tx, changeId, 'dropped')
  }

  /** The waiting change of an order, for whoever wants to give it up. Throws ORDER_ACTION_NOT_ALLOWED where none waits. */
  async assertWaiting(sql: Sql, order: LockedOrder): Promise<void> {
    const waiting = await sql.maybe(
      `select 1 as waiting from order_address_changes where order_id = $1 and state = 'waiting'`,
      [order.id],
    )
    if (waiting === undefined) {
      throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { state: order.state, reason: 'NO_CHANGE_WAITS' })
    }
  }

  private async settle(tx: Tx, changeId: string, state: 'done' | 'dropped'): Promise<string> {
    const { afterEnc } = await tx.one<{ afterEnc: string }>(
      `update order_address_changes set state = $2, settled_at = $3 where id = $1 and state = 'waiting'
       returning after_enc as "afterEnc"`,
      [changeId, state, isoOf(this.clock.now())],
    )
    return afterEnc
  }

  private async takeEffect(tx: Tx, order: LockedOrder, to: ReceiverSnapshot, actor: StepActor): Promise<void> {
    await this.steps.take(tx, order, 'change_address', actor)
    await tx.execute(
      `update orders set address_enc = $2, region_code = $3, receiver_phone_bidx = $4, receiver_tail = $5 where id = $1`,
      [order.id, this.seals.sealReceiver(to), to.regionCode, this.seals.phoneIndex(to.phone), phoneTail(to.phone)],
    )
  }
}
