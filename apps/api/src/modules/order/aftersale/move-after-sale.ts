import { Inject, Injectable } from '@nestjs/common'
import type { SayBody, SendBackBody } from '@jishi/contracts/order/after-sale.schema'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { afterSaleLife } from '../domain/after-sale-life.js'
import { CarrierTable } from '../fulfilment/carriers.js'
import type { LockedOrder } from '../locked-order.js'
import { AfterSaleStore } from './after-sale.store.js'
import { ExchangeDifferences } from './exchange/exchange-differences.js'
import { factsOf, type LockedAfterSale, type Party } from './locked-after-sale.js'

/** What the buyer does with an after-sale of theirs. Each throws NOT_FOUND or AFTER_SALE_ACTION_NOT_ALLOWED. */
@Injectable()
export class MoveAfterSale {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: AfterSaleStore,
    private readonly carriers: CarrierTable,
    private readonly differences: ExchangeDifferences,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A payment that is open is given up first; while the channel does not know whether money came, the case stays. */
  async withdraw(memberId: string, id: string, call: IdempotentCall): Promise<void> {
    await this.differences.giveUp(memberId, id)
    await this.act(memberId, id, call, async (tx, sale, by) => {
      await this.store.take(tx, sale, 'withdraw', { step: 'withdraw', by })
    })
  }

  /** While evidence is asked for, this is the answer to it and the shop's time begins anew. */
  say(memberId: string, id: string, call: IdempotentCall, body: SayBody): Promise<void> {
    return this.act(memberId, id, call, async (tx, sale, by) => {
      await this.store.say(tx, sale, by, body)
      if (sale.state === 'evidence_asked') await this.store.take(tx, sale, 'answer', { step: 'answer', by })
    })
  }

  complain(memberId: string, id: string, call: IdempotentCall, body: SayBody): Promise<void> {
    return this.act(memberId, id, call, async (tx, sale, by) => {
      await this.store.say(tx, sale, by, body)
      await this.store.take(tx, sale, 'complain', { step: 'complain', by })
    })
  }

  /** Opens a payment for the difference of a dearer exchange, in the time of the case. Throws ORDER_ACTION_NOT_ALLOWED while another supplement is open. */
  payDifference(memberId: string, id: string, call: IdempotentCall): Promise<void> {
    return this.act(memberId, id, call, async (tx, sale, by, order) => {
      afterSaleLife.next(sale.state, 'pay_difference', factsOf(sale, by, this.clock.now()), by.kind)
      await this.differences.open(tx, order, sale)
    })
  }

  receive(memberId: string, id: string, call: IdempotentCall): Promise<void> {
    return this.act(memberId, id, call, async (tx, sale, by) => {
      await this.store.take(tx, sale, 'receive', { step: 'receive', by })
    })
  }

  /** Throws CARRIER_UNKNOWN, too. */
  sendBack(memberId: string, id: string, call: IdempotentCall, body: SendBackBody): Promise<void> {
    return this.act(memberId, id, call, async (tx, sale, by) => {
      await this.carriers.demandOffered(tx, body.carrierCode)
      await this.store.take(tx, sale, 'send_back', { step: 'send_back', by })
      await tx.execute(
        `insert into return_parcels (after_sale_id, carrier_code, tracking_no, sent_at) values ($1, $2, $3, $4)`,
        [id, body.carrierCode, body.trackingNo.toUpperCase(), isoOf(this.clock.now())],
      )
    })
  }

  private async act(
    memberId: string,
    id: string,
    call: IdempotentCall,
    effect: (tx: Tx, sale: LockedAfterSale, by: Party, order: LockedOrder) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'afterSale', async () => {
        const { order, sale } = await this.store.lock(tx, id, memberId)
        await effect(tx, sale, { kind: 'member', id: memberId }, order)
        return idOf<'afterSale'>(id)
      }),
    )
  }
}
