import { Injectable } from '@nestjs/common'
import type {
  ArbitrateBody,
  AskEvidenceBody,
  InspectBody,
  RefundInsteadBody,
  RefuseBody,
  SayBody,
} from '@jishi/contracts/order/after-sale.schema'
import type { ApproveBody, ResendBody } from '@jishi/contracts/order/exchange.schema'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import type { LockedOrder } from '../locked-order.js'
import { AfterSaleStore } from './after-sale.store.js'
import { SendReplacement } from './exchange/send-replacement.js'
import type { LockedAfterSale, Party } from './locked-after-sale.js'
import { TakeGoodsBack } from './take-goods-back.js'
import { YieldAfterSale } from './yield-after-sale.js'

interface Acting {
  readonly tx: Tx
  readonly order: LockedOrder
  readonly sale: LockedAfterSale
  readonly by: Party
}
interface Done {
  readonly action: string
  readonly after: object
  readonly permission?: string
}

/** What operators do with an after-sale, each with its row in the audit log. Each throws NOT_FOUND or AFTER_SALE_ACTION_NOT_ALLOWED. */
@Injectable()
export class DecideAfterSale {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: AfterSaleStore,
    private readonly yielding: YieldAfterSale,
    private readonly goods: TakeGoodsBack,
    private readonly replacing: SendReplacement,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws RETURN_ADDRESS_MISSING, and OUT_OF_STOCK for an exchange whose goods are gone. */
  approve(operator: OperatorActor, id: string, call: IdempotentCall, body: ApproveBody = {}): Promise<void> {
    return this.act(operator, id, call, async ({ tx, order, sale, by }) => {
      this.store.mustStand(sale, 'requested', 'approve')
      await this.yielding.run(tx, order, sale, { step: 'approve', by, returnAddress: body.returnAddress })
      return { action: 'after_sale.approved', after: {} }
    })
  }

  refuse(operator: OperatorActor, id: string, call: IdempotentCall, { reason }: RefuseBody): Promise<void> {
    return this.act(operator, id, call, async ({ tx, sale, by }) => {
      await this.refuseIt(tx, sale, by, 'refuse', reason)
      return { action: 'after_sale.refused', after: {} }
    })
  }

  askEvidence(operator: OperatorActor, id: string, call: IdempotentCall, { text }: AskEvidenceBody): Promise<void> {
    return this.act(operator, id, call, async ({ tx, sale, by }) => {
      await this.store.take(tx, sale, 'ask_evidence', { step: 'ask_evidence', by, note: text })
      await this.store.say(tx, sale, by, { text })
      return { action: 'after_sale.evidence_asked', after: {} }
    })
  }

  say(operator: OperatorActor, id: string, call: IdempotentCall, body: SayBody): Promise<void> {
    return this.act(operator, id, call, async ({ tx, sale, by }) => {
      await this.store.say(tx, sale, by, body)
      return { action: 'after_sale.answered', after: { length: body.text.length } }
    })
  }

  inspect(operator: OperatorActor, id: string, call: IdempotentCall, body: InspectBody): Promise<void> {
    return this.act(operator, id, call, async ({ tx, order, sale, by }) => {
      if (!body.accepted) {
        await this.refuseIt(tx, sale, by, 'refuse_goods', body.note)
        await tx.execute(`update after_sales set goods_back = true where id = $1`, [id])
        return { action: 'after_sale.goods_refused', after: {} }
      }
      await this.goods.run(tx, order, sale, { step: 'inspect', by, note: body.note }, body.lines)
      return { action: 'after_sale.goods_taken', after: { lines: body.lines } }
    })
  }

  /** The other goods of an exchange leave. Throws CARRIER_UNKNOWN or SHIPMENT_NO_TAKEN. */
  resend(operator: OperatorActor, id: string, call: IdempotentCall, body: ResendBody): Promise<void> {
    return this.act(operator, id, call, async ({ tx, order, sale, by }) => {
      const shipmentId = await this.replacing.run(tx, order, sale, by, body)
      return { action: 'after_sale.resent', after: { shipmentId, ...body } }
    })
  }

  /**
   * Money for an exchange after all. The parcel's row is held before it is looked at, so that a carrier that says it came and
   * an operator who says it did not take turns. Throws AFTER_SALE_ACTION_NOT_ALLOWED while it is on its way or once it came.
   */
  refundInstead(
    operator: OperatorActor,
    id: string,
    call: IdempotentCall,
    { reason }: RefundInsteadBody,
  ): Promise<void> {
    return this.act(operator, id, call, async ({ tx, order, by }) => {
      await tx.execute('select 1 from shipments where after_sale_id = $1 for update', [id])
      const { sale } = await this.store.lock(tx, id)
      await this.yielding.refundByShop(tx, order, sale, by, reason)
      await this.store.say(tx, { ...sale, state: 'refunding' }, by, { text: reason })
      return { action: 'after_sale.refunded_instead', after: { sent: sale.exchange?.resent === true } }
    })
  }

  /** Throws AFTER_SALE_ACTION_NOT_ALLOWED with reason REFUSED_BY_YOU for the one who refused. */
  arbitrate(
    operator: OperatorActor,
    id: string,
    call: IdempotentCall,
    { verdict, note }: ArbitrateBody,
  ): Promise<void> {
    return this.act(operator, id, call, async ({ tx, order, sale, by }) => {
      this.store.mustStand(sale, 'arbitrating', 'arbitrate')
      this.store.mustBeAnother(sale, by)
      if (verdict === 'for_member') await this.yielding.run(tx, order, sale, { step: 'rule_for_member', by, note })
      else await this.store.take(tx, sale, 'uphold', { step: 'rule_for_shop', by, note })
      return { action: 'after_sale.arbitrated', after: { verdict }, permission: 'after-sale.arbitrate' }
    })
  }

  private async refuseIt(
    tx: Tx,
    sale: LockedAfterSale,
    by: Party,
    step: 'refuse' | 'refuse_goods',
    note: string,
  ): Promise<void> {
    await this.store.take(tx, sale, step, { step, by, note })
    await tx.execute(`update after_sales set refused_by = $2 where id = $1`, [sale.id, by.id])
    await this.store.say(tx, sale, by, { text: note })
  }

  private async act(
    operator: OperatorActor,
    id: string,
    call: IdempotentCall,
    effect: (acting: Acting) => Promise<Done>,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'afterSale', async () => {
        const { order, sale } = await this.store.lock(tx, id)
        const done = await effect({ tx, order, sale, by: { kind: 'operator', id: operator.operatorId } })
        const { state } = await tx.one<{ state: string }>('select state from after_sales where id = $1', [id])
        await this.auditLog.write(tx, {
          actor: operator,
          permission: done.permission ?? 'after-sale.handle',
          action: done.action,
          subject: { kind: 'after_sale', id },
          before: { state: sale.state },
          after: { state, ...done.after },
        })
        return idOf<'afterSale'>(id)
      }),
    )
  }
}
