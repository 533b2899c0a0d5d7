import { Inject, Injectable } from '@nestjs/common'
import type {
  PriceChangeBody,
  PriceChangePreview,
  PriceChangePreviewBody,
} from '@jishi/contracts/order/price-change.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { fen, sumFen, type Fen } from '@jishi/kernel/money'
import { bp } from '@jishi/kernel/rate'
import type { Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { PaymentFacade } from '../../payment/index.js'
import { SettingsFacade } from '../../settings/index.js'
import { aloneFen, movedFen, type PriceLimits } from '../domain/price-limits.js'
import { lockOrder, termSubject } from '../locked-order.js'
import { frozenPrice, movesAnything, repriced, type FrozenPrice, type Repriced } from './frozen-price.js'
import { withPaymentClosed } from './payment-open.js'
import { WriteChange } from './write-change.js'

/** In nobody's name: a preview is of no change yet. */
const NO_CHANGE = { id: 'preview', reason: '' }

/** An operator changes what an unpaid order costs, alone within the limits of the shop and with a second person beyond them. */
@Injectable()
export class ChangePrice {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly settings: SettingsFacade,
    private readonly payment: PaymentFacade,
    private readonly writing: WriteChange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Nothing is kept. Throws NOT_FOUND, ORDER_ACTION_NOT_ALLOWED and PRICE_CHANGE_TOO_LOW as the change would. */
  async preview(orderId: string, { lines }: PriceChangePreviewBody): Promise<PriceChangePreview> {
    const limits = await this.limits()
    return this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now())
      this.writing.check(order)
      const frozen = await frozenPrice(tx, orderId)
      const next = repriced(frozen, NO_CHANGE, lines)
      const term = order.openTerm
      return {
        ...previewOf(frozen, next, limits),
        paymentOpen: term !== undefined && (await this.payment.hasLiveAttempt(tx, termSubject(term.id))),
        waits: await this.writing.waits(tx, orderId),
      }
    })
  }

  /**
   * Throws NOT_FOUND, ORDER_ACTION_NOT_ALLOWED (it is not unpaid any more, or its time is over), ORDER_PRICE_CHANGED with the present receipt, PRICE_CHANGE_NOTHING,
   * PRICE_CHANGE_TOO_LOW, PRICE_CHANGE_WAITS, ORDER_ALREADY_PAID and, to be tried again, ORDER_BEING_PAID.
   */
  async run(
    operator: OperatorActor,
    orderId: string,
    call: IdempotentCall,
    body: PriceChangeBody,
  ): Promise<Id<'price_change'>> {
    const limits = await this.limits()
    const { id } = await withPaymentClosed(this.payment, () =>
      this.database.transaction((tx) =>
        this.idempotency.run(tx, call, 'price_change', async (changeId) => {
          await this.change(tx, operator, orderId, { changeId, limits, body })
          return changeId
        }),
      ),
    )
    return id
  }

  private async change(
    tx: Tx,
    operator: OperatorActor,
    orderId: string,
    { changeId, limits, body }: { changeId: string; limits: PriceLimits; body: PriceChangeBody },
  ): Promise<void> {
    const order = await lockOrder(tx, orderId, this.clock.now())
    this.writing.check(order)
    await this.writing.assertNoneWaits(tx, orderId)
    const { reason, lines, expectedPayableFen } = body
    const frozen = await frozenPrice(tx, orderId)
    if (frozen.payableFen !== expectedPayableFen) throw new DomainError('ORDER_PRICE_CHANGED', receiptOf(frozen))
    const next = repriced(frozen, { id: changeId, reason }, lines)
    if (!movesAnything(next.lines)) throw new DomainError('PRICE_CHANGE_NOTHING')
    const needsSecond = needsSecondOf(next, limits)
    const change = { id: changeId, makerId: operator.operatorId, reason, needsSecond, frozen, next }
    await (needsSecond
      ? this.writing.propose(tx, operator, order, change)
      : this.writing.alone(tx, operator, order, change))
  }

  /** Asked for before a transaction is opened: inside one it could wait for a second connection. */
  private async limits(): Promise<PriceLimits> {
    const { priceChangeBp, priceChangeFen } = await this.settings.get('order')
    return { share: bp(priceChangeBp), mostFen: fen(priceChangeFen) }
  }
}

const receiptOf = ({ payableFen, rules, totals }: FrozenPrice) => ({ payableFen, rules, totals })

const movedOf = ({ lines }: Repriced): Fen => movedFen(lines.map(({ changeFen }) => changeFen))
const aloneOf = ({ lines }: Repriced, limits: PriceLimits): Fen =>
  aloneFen(sumFen(lines.map(({ goodsFen }) => goodsFen)), limits)
const needsSecondOf = (next: Repriced, limits: PriceLimits): boolean => movedOf(next) > aloneOf(next, limits)

const previewOf = (
  frozen: FrozenPrice,
  next: Repriced,
  limits: PriceLimits,
): Omit<PriceChangePreview, 'paymentOpen' | 'waits'> => ({
  lines: next.lines.map(({ lineId, title, skuLabel, qty, goodsFen, beforeFen, changeFen, goodsPaidFen }) => ({
    ...{ lineId, title, skuLabel, qty, goodsFen, beforeFen, changeFen, goodsPaidFen },
  })),
  payableBeforeFen: frozen.payableFen,
  payableFen: next.payableFen,
  freightFen: frozen.freightFen,
  rules: [...next.rules],
  totals: next.totals,
  movedFen: movedOf(next),
  aloneFen: aloneOf(next, limits),
  needsSecond: needsSecondOf(next, limits),
  free: next.payableFen === 0,
})
