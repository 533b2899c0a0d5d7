import { Inject, Injectable } from '@nestjs/common'
import type { AfterSaleAction, AfterSaleStep } from '@jishi/contracts/order/after-sale.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { addMs, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Queues } from '../../../infra/queue/queues.js'
import { MediaFacade } from '../../media/index.js'
import { afterSaleLife, type AfterSaleLifeAction } from '../domain/after-sale-life.js'
import { waitMs } from '../domain/after-sale-rules.js'
import { lockOrder, type LockedOrder } from '../locked-order.js'
import { AFTER_SALE_DUE } from '../order-jobs.js'
import { OrderSeals } from '../order-seals.js'
import { EXCHANGE } from './after-sale.rows.js'
import type { Wish } from './exchange/exchange-offers.js'
import { Exchanges } from './exchange/exchanges.js'
import { factsOf, holdKey, type LockedAfterSale, type Party } from './locked-after-sale.js'

/** The rows of after-sales: locked with their order, order first, and moved by compare-and-set only. */
@Injectable()
export class AfterSaleStore {
  constructor(
    private readonly seals: OrderSeals,
    private readonly media: MediaFacade,
    private readonly queues: Queues,
    private readonly exchanges: Exchanges,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, for somebody else's as well. */
  async lock(tx: Tx, id: string, memberId?: string): Promise<{ order: LockedOrder; sale: LockedAfterSale }> {
    const found = await tx.maybe<{ orderId: string }>(
      `select order_id as "orderId" from after_sales where id = $1 and ($2::uuid is null or member_id = $2)`,
      [id, memberId ?? null],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    const order = await lockOrder(tx, found.orderId, this.clock.now())
    const sale = await tx.one<LockedAfterSale>(LOCK, [id])
    return { order, sale }
  }

  /** One step with its history row; throws AFTER_SALE_ACTION_NOT_ALLOWED where the life forbids it. */
  async take(
    tx: Tx,
    sale: LockedAfterSale,
    action: AfterSaleLifeAction,
    as: { step: AfterSaleStep; by: Party; note?: string | undefined },
  ): Promise<LockedAfterSale> {
    const now = this.clock.now()
    const to = afterSaleLife.next(sale.state, action, factsOf(sale, as.by, now), as.by.kind)
    const wait = waitMs(to, sale.terms)
    // What keeps the state gives nobody more time.
    const deadline = wait === undefined || to === sale.state ? null : addMs(now, wait)
    const ended = afterSaleLife.isTerminal(to)
    const taken = await tx.execute(TAKE, [
      ...[sale.id, sale.state, to, deadline === null ? null : isoOf(deadline), ended, isoOf(now)],
      ...[as.step, as.by.kind, as.by.id ?? null, this.seals.sealEventNote(as.note)],
    ])
    assert(taken === 1, `after-sale ${sale.id} left ${sale.state} while its row was held`)
    if (deadline !== null) this.queues.scheduleAfter(tx, AFTER_SALE_DUE, { afterSaleId: sale.id }, deadline)
    if (ended) await this.end(tx, sale)
    return { ...sale, state: to }
  }

  /** The first row of its history, and what is wanted where it is an exchange. */
  async begin(tx: Tx, sale: LockedAfterSale, by: Party, wishes: readonly Wish[]): Promise<void> {
    const now = this.clock.now()
    if (sale.kind === 'exchange') await this.exchanges.begin(tx, sale, wishes)
    await tx.execute(
      `insert into after_sale_events (after_sale_id, seq, step, to_state, party, actor_id, happened_at) values ($1, 1, 'apply', $2, $3, $4, $5)`,
      [sale.id, sale.state, by.kind, by.id, isoOf(now)],
    )
    if (sale.deadlineAt !== null)
      this.queues.scheduleAfter(tx, AFTER_SALE_DUE, { afterSaleId: sale.id }, sale.deadlineAt)
  }

  /** A yes is the same step for everybody, but each may say it in its own place only: a case in arbitration is no operator's to approve. */
  mustStand(sale: LockedAfterSale, state: LockedAfterSale['state'], action: AfterSaleAction): void {
    if (sale.state === state) return
    throw new DomainError('AFTER_SALE_ACTION_NOT_ALLOWED', { state: sale.state, action, reason: 'STATE' })
  }

  /** Nobody judges their own refusal. */
  mustBeAnother(sale: LockedAfterSale, by: Party): void {
    if (sale.refusedBy !== by.id) return
    throw new DomainError('AFTER_SALE_ACTION_NOT_ALLOWED', {
      state: sale.state,
      action: 'arbitrate',
      reason: 'REFUSED_BY_YOU',
    })
  }

  /** Throws AFTER_SALE_ACTION_NOT_ALLOWED once it is over, VALIDATION_FAILED for a picture that is not the speaker's to show. */
  async say(
    tx: Tx,
    sale: Pick<LockedAfterSale, 'id' | 'state'>,
    by: Party,
    said: { text?: string | undefined; photoIds?: readonly string[] | undefined },
  ): Promise<void> {
    if (afterSaleLife.isTerminal(sale.state))
      throw new DomainError('AFTER_SALE_ACTION_NOT_ALLOWED', { state: sale.state, action: 'say', reason: 'STATE' })
    await this.mustBeOwn(tx, by, said.photoIds ?? [])
    await tx.execute(
      `insert into after_sale_messages (id, after_sale_id, party, actor_id, text_enc, photo_ids, said_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...[newId(this.clock), sale.id, by.kind, by.id, this.seals.sealEventNote(said.text)],
        ...[said.photoIds ?? [], isoOf(this.clock.now())],
      ],
    )
  }

  private async mustBeOwn(tx: Tx, by: Party, photoIds: readonly string[]): Promise<void> {
    const usable =
      by.kind === 'member' && by.id !== undefined
        ? await this.media.usableOfMember(tx, by.id, 'after_sale', photoIds)
        : await this.media.usable(tx, photoIds)
    const foreign = photoIds.findIndex((id) => !usable.has(id))
    if (foreign >= 0)
      throw new DomainError('VALIDATION_FAILED', [{ path: `photoIds.${foreign}`, message: 'no picture of yours' }])
  }

  /** While it is open the order is not received by time, and what is asked for does not leave the shop. */
  async hold(tx: Tx, order: LockedOrder, id: string, unsent: boolean): Promise<void> {
    await tx.execute(
      `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at) values ($1, $2, $3, $4, $5, '售后处理中', $6)`,
      [
        ...[newId(this.clock), order.id, order.memberId, holdKey(id)],
        ...[unsent ? ['ship', 'autoConfirm', 'cancel'] : ['autoConfirm', 'cancel'], isoOf(this.clock.now())],
      ],
    )
  }

  private async end(tx: Tx, sale: LockedAfterSale): Promise<void> {
    await this.releaseHold(tx, sale)
    await this.exchanges.giveUp(tx, sale)
  }

  async releaseHold(tx: Tx, sale: { id: string; orderId: string }): Promise<void> {
    await tx.execute(
      `update order_holds set released_at = $3 where order_id = $1 and key = $2 and released_at is null`,
      [...[sale.orderId, holdKey(sale.id), isoOf(this.clock.now())]],
    )
  }
}

const LOCK = `
  select a.id, a.order_id as "orderId", a.member_id as "memberId", a.kind, a.state, a.reason, a.refused_by as "refusedBy",
         a.goods_back as "goodsBack", a.deadline_at as "deadlineAt", a.terms,
         (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'how', l.how, 'qty', l.qty, 'goodsFen', l.goods_fen,
                   'wantedSkuId', l.wanted_sku_id, 'differenceFen', l.wanted -> 'differenceFen') order by l.line_id, l.how)
            from after_sale_lines l where l.after_sale_id = a.id) as lines,
         ${EXCHANGE}
    from after_sales a where a.id = $1 for update of a`

const TAKE = `
  with moved as (
    update after_sales set state = $3, version = version + 1, deadline_at = case when $2 = $3 then deadline_at else $4::timestamptz end,
           ended_at = case when $5 then $6::timestamptz end
     where id = $1 and state = $2 returning id, version
  )
  insert into after_sale_events (after_sale_id, seq, step, from_state, to_state, party, actor_id, note_enc, happened_at)
  select id, version, $7, $2, $3, $8, $9, $10, $6 from moved`
