import { Inject, Injectable } from '@nestjs/common'
import { couponRuleCode, offerRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import { negateFen } from '@jishi/kernel/money'
import { addMs, dayMs, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { CouponsFacade, OffersFacade, type CouponUse } from '../promotion/index.js'
import { SettingsFacade } from '../settings/index.js'
import type { LockedOrder } from './locked-order.js'
import type { OrderDraft } from './order-draft.js'
import type { PricedGoods } from './price-goods.js'

/** What an order draws on beside goods: promotions its receipt applied, and coupons with what they took off. */
export interface Drawn {
  readonly offerIds: readonly string[]
  readonly coupons: readonly CouponUse[]
}

/** A shipping coupon stands on the receipt with a negative amount: it lowers what the freight rules add up to. */
export function drawnBy({ facts, receipt }: Pick<PricedGoods, 'facts' | 'receipt'>): Drawn {
  const applied = new Map(receipt.rules.flatMap((rule) => (rule.applied ? [[rule.code, rule.amountFen]] : [])))
  const { goods, shipping } = facts.coupons
  return {
    offerIds: facts.offers.map(({ id }) => id).filter((id) => applied.has(offerRuleCode(id))),
    coupons: [goods, shipping].flatMap((coupon) => {
      const amountFen = coupon === null ? undefined : applied.get(couponRuleCode(coupon.id))
      if (coupon === null || amountFen === undefined) return []
      return [{ couponId: coupon.id, amountFen: amountFen < 0 ? negateFen(amountFen) : amountFen }]
    }),
  }
}

export const drawsAny = ({ offerIds, coupons }: Drawn): boolean => offerIds.length > 0 || coupons.length > 0

/** Promotions and coupons of an order from placing to its payment or its end; nobody is asked where nothing was drawn. */
@Injectable()
export class DrawnOffers {
  constructor(
    private readonly offers: OffersFacade,
    private readonly coupons: CouponsFacade,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What comes before the rows of promotions, which are hotter. Throws COUPON_NOT_USABLE. */
  async prepare(tx: Tx, { id: orderId, memberId, placedAt: at, priced, drawn }: OrderDraft): Promise<void> {
    const { payableFen } = priced.receipt.totals
    await together(tx, (one) => [
      this.coupons.lock(one, { orderId, memberId, uses: drawn.coupons, payableFen, at }),
      this.offers.takeTurns(one, drawn.offerIds),
    ])
  }

  /** In a later statement than `prepare`. Throws OFFER_OVER, OFFER_USED_UP. */
  take(tx: Tx, { id: orderId, memberId, placedAt: at, drawn }: OrderDraft): Promise<void> {
    return this.offers.take(tx, { orderId, memberId, offerIds: drawn.offerIds, at })
  }

  /** The order is paid. */
  async settle(tx: Tx, { id, drawsOffers }: LockedOrder): Promise<void> {
    if (!drawsOffers) return
    await together(tx, (one) => [this.coupons.use(one, id, this.clock.now()), this.offers.settle(one, id)])
  }

  /** The order closed unpaid. */
  async release(tx: Tx, { id, drawsOffers }: LockedOrder): Promise<void> {
    if (!drawsOffers) return
    await this.coupons.giveBack(tx, id, this.clock.now())
    await this.offers.release(tx, id)
  }

  /**
   * Pieces of a paid order went back: a coupon is the buyer's again once every line that bears a share of it is wholly
   * refunded; by the shop's fault it can be used for some days more, whatever became of its own.
   */
  async giveBackWholly(
    tx: Tx,
    { id, drawsOffers }: Pick<LockedOrder, 'id' | 'drawsOffers'>,
    fault: 'shop' | 'nobody',
  ): Promise<void> {
    if (!drawsOffers) return
    const at = this.clock.now()
    const { couponGraceDays } = await this.settings.get('afterSale')
    const free = await tx.rows<{ rule: string }>(WHOLLY_REFUNDED, [id])
    await this.coupons.giveBackUsed(
      tx,
      id,
      free.map(({ rule }) => rule),
      { at, graceUntil: fault === 'shop' ? addMs(at, couponGraceDays * dayMs) : null },
    )
  }
}

const WHOLLY_REFUNDED = `
  select s.rule from order_line_shares s join order_lines l on l.id = s.line_id where s.order_id = $1 and s.amount_fen <> 0
   group by s.rule
  having bool_and(l.cancelled_qty + l.returned_qty + l.kept_qty = l.qty
              and l.refunded_fen - l.freight_refunded_fen = l.goods_paid_fen
              and (s.stage <> 'freight' or l.freight_refunded_fen = l.freight_fen))`
