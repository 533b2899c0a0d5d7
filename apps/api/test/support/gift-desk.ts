import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { GiftsOfOrder, PayGiftBody, PayGiftView } from '@jishi/contracts/promotion/pay-gifts.schema'
import { zeroFen } from '@jishi/kernel/money'
import { addDays, isoOf } from '@jishi/kernel/time'
import { CouponsFacade } from '../../src/modules/promotion/index.js'
import { freshKey, pay, placeNow } from './buying.js'
import { EVERYTHING, launched as launchedCoupon } from './coupon-desk.js'
import { arrive, cancelPieces } from './shop-desk.js'
import type { ShopClient, Shopper } from './shopper.js'
import type { TestApp } from './test-app.js'
import type { WholeShop } from './whole-shop.js'

/** A coupon template that only gifts and operators give: 无门槛减 5, good for a week. */
export const giftCoupon = async (
  shop: TestApp,
  operator: ShopClient,
  over: Parameters<typeof launchedCoupon>[2] = {},
): Promise<string> => {
  const terms = { name: '回头券', way: 'issue' as const, listed: false, amountFen: 500, thresholdFen: 0, perMember: 9 }
  return (await launchedCoupon(shop, operator, { ...terms, ...over })).id
}

/** 满 0 送 that coupon, from now on for a month, without limits; what differs is said. */
export const giftOf = (shop: TestApp, templateId: string, over: Partial<PayGiftBody> = {}): PayGiftBody => {
  const now = shop.clock.now()
  return {
    ...{ name: '支付有礼', thresholdFen: 0, waived: false, scope: EVERYTHING, totalLimit: null, memberLimit: null },
    ...{ gift: { kind: 'coupon', templateId }, fromAt: isoOf(now), untilAt: isoOf(addDays(now, 30)), ...over },
  }
}

/** A rule that gives from now on. */
export const launchedGift = async (operator: ShopClient, body: PayGiftBody): Promise<PayGiftView> => {
  const { id, version } = await operator.payGifts.create({ body, idempotencyKey: freshKey() })
  return turned(operator, { id, version }, 'launch')
}

export const turned = (
  operator: ShopClient,
  { id, version }: Pick<PayGiftView, 'id' | 'version'>,
  what: 'launch' | 'pause' | 'resume' | 'stop',
): Promise<PayGiftView> => operator.payGifts[what]({ params: { id }, body: { version }, idempotencyKey: freshKey() })

/** What somebody's order brought, once the shop has looked at it. */
export const giftsOf = (who: Shopper, orderId: string): Promise<GiftsOfOrder> =>
  who.api.order.gifts({ params: { id: orderId } })

/** Gifts of every standing: with their buyer, taken back, in use when it was to go back, and not to be had any more. */
export const giftsLivedIn = async (
  shop: WholeShop,
  operator: ShopClient,
  who: Shopper,
  lines: SkuQty[],
): Promise<void> => {
  const template = await giftCoupon(shop, operator, { thresholdFen: 900_000 })
  const last = await giftCoupon(shop, operator, { total: 1, thresholdFen: 900_000 })
  const plenty = await launchedGift(operator, giftOf(shop, template, { totalLimit: 9, memberLimit: 9 }))
  const few = await launchedGift(operator, giftOf(shop, last))
  const paid = async (): Promise<string> => {
    const { id } = await placeNow(who, lines)
    await pay(shop, who, id)
    return id
  }
  await paid()
  await paid()
  await cancelPieces(operator, await paid())
  await arrive(shop)
  const spent = await paid()
  await turned(operator, plenty, 'pause')
  await turned(operator, few, 'stop')
  const [gift] = (await giftsOf(who, spent)).items
  const user = await placeNow(who, lines)
  await shop.database.transaction((tx) =>
    shop.get(CouponsFacade).lock(tx, {
      ...{ orderId: user.id, memberId: who.memberId, at: shop.clock.now(), payableFen: zeroFen },
      uses: [{ couponId: gift?.id ?? '', amountFen: zeroFen }],
    }),
  )
  await pay(shop, who, user.id)
  await shop.database.transaction((tx) => shop.get(CouponsFacade).use(tx, user.id, shop.clock.now()))
  await cancelPieces(operator, spent)
  await arrive(shop)
}
