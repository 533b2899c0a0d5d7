import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { newId } from '@jishi/kernel/id'
import type { TestDatabase } from '@jishi/testing/database'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, startPaying } from './buying.js'
import { claim, codesOf, launched, redeem } from './coupon-desk.js'
import { newPicture } from './catalog-desk.js'
import { zeroFen } from '@jishi/kernel/money'
import { CouponsFacade } from '../../src/modules/promotion/index.js'
import { AssortmentFacade } from '../../src/modules/catalog/index.js'
import { seckillLivedIn } from './seckill-desk.js'
import { addressIn, FAR, FAR_FEN, goodsByRegion, HERE_FEN, sendTo } from './far-away.js'
import { asks, paysFor } from './friend-desk.js'
import { giftsLivedIn } from './gift-desk.js'
import { invoicesLivedIn } from './invoice-desk.js'
import { MadeGoods } from './made-goods.js'
import { usedOffer } from './offer-desk.js'
import { boughtInside, sendParcel } from './order-centre-desk.js'
import { decide, sendPicture, words, write } from './review-desk.js'
import { answer, sayMore, tell } from './service-desk.js'
import { payoutsLivedIn } from './payout-desk.js'
import { changePriceOf } from './price-desk.js'
import { arrive, cancelPieces } from './shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from './shopper.js'
import { SLOW_MACHINE } from './slow-machine.js'
import { createTestDatabase } from './test-database.js'
import { storedLivedIn } from './stored-desk.js'
import { authorise } from './wallets.js'
import { startWholeShop, type WholeShop } from './whole-shop.js'

const SEEDER = { kind: 'system', name: 'test' } as const

/** Brand, tag, answers and another product beside it: one of each that goods are told apart by. */
const tellApart = async (shop: WholeShop, spuId: string): Promise<void> => {
  const assortment = shop.get(AssortmentFacade)
  const beside = await new MadeGoods(shop).product({ stock: 0, state: 'draft' })
  const { categoryId } = await shop.database.one<{ categoryId: string }>(
    'select category_id as "categoryId" from spus where id = $1',
    [spuId],
  )
  await shop.database.transaction(async (tx) => {
    const brandId = await assortment.addBrand(tx, SEEDER, { name: '坡上果园', logoId: null, story: '' })
    const freightTemplateId = newId<'freight-template'>(shop.clock)
    await tx.execute(
      `insert into freight_templates (id, name, unit, rates, created_at, updated_at)
       values ($1, '冷链', 'weight', '[{"regionPrefixes":[],"first":1000,"firstFen":1200,"next":500,"nextFen":300,"freeOverFen":null,"freeOverQty":null}]', now(), now())`,
      [freightTemplateId],
    )
    await tx.execute(
      `insert into price_proposals (id, spu_id, version, rows, state, maker_id, proposed_at)
       values ($1, $2, 1, '[{"list":"channel:h5","minQty":1,"priceFen":900}]', 'waiting', $1, now())`,
      [newId<'priceProposal'>(shop.clock), spuId],
    )
    const tagId = await assortment.addTag(tx, SEEDER, { name: '当季', shown: true })
    const asked = { filterable: true, required: false }
    const taste = { ...asked, name: '口感', kind: 'choice' as const, values: [{ name: '脆' }, { name: '糯' }] }
    const size = { ...asked, name: '大小', kind: 'choices' as const, values: [{ name: '大' }, { name: '小' }] }
    const note = { name: '吃法', kind: 'text' as const, filterable: false, required: false, values: [] }
    for (const attribute of [taste, size, note]) await assortment.addAttribute(tx, SEEDER, categoryId, attribute)
    const offered = await assortment.attributes(tx, categoryId)
    await assortment.label(tx, spuId, {
      ...{ brandId, tagIds: [tagId], relatedIds: [beside.spuId], weight: 5, detailHtml: '<p>脆甜</p>' },
      ...{ videoId: null, shelfFrom: null, shelfUntil: null, freightTemplateId },
      attributes: offered.map(({ id, kind, values }) => ({
        attributeId: id,
        valueIds: kind === 'text' ? [] : values.slice(0, 1).map((value) => value.id),
        words: kind === 'text' ? '洗净就吃' : null,
      })),
    })
  })
}

/** Coupons claimed, given, and made as codes: one code waits, one was redeemed, and somebody guessed wrong. */
const couponsOf = async (shop: WholeShop, operator: ShopClient, who: Shopper): Promise<string[]> => {
  const claimed = await launched(shop, operator, { name: '满减券', perMember: 4 })
  const given = await launched(shop, operator, { name: '补偿券', way: 'issue', listed: false })
  const coded = await launched(shop, operator, { name: '兑换券', way: 'code', listed: false })
  const people = { people: [who.memberId], note: '补偿' }
  await operator.coupons.issue({ params: { id: given.id }, body: people, idempotencyKey: freshKey() })
  const [code = ''] = await codesOf(operator, coded.id, 2)
  await redeem(who, code)
  await redeem(who, 'WRNG00000000000000').catch(() => undefined)
  const ids: string[] = []
  for (let n = 0; n < 4; n += 1) ids.push((await claim(who, claimed.id)).id)
  return ids
}

/** Of what was received one is reviewed, passed, added to and answered, the other is left alone. */
const reviewsOf = async (shop: WholeShop, operator: ShopClient, who: Shopper): Promise<void> => {
  await shop.settle()
  const [line] = (await who.api.review.toDo({ query: {} })).items
  const photo = await sendPicture(shop, who)
  const { id } = await write(who, words(line?.lineId ?? '', { pictureIds: [photo.id] }))
  await decide(operator, id, 'pass')
  await who.api.review.append({ params: { id }, body: { body: '还想再买', pictureIds: [] } })
  await operator.review.reply({ params: { id }, body: { body: '谢谢' } })
  await shop.settle()
}

/** Two things were told: one waits, one was answered, noted and said more about. */
const feedbacksOf = async (shop: WholeShop, operator: ShopClient, who: Shopper, orderId: string): Promise<void> => {
  // Known at WeChat too, which is then asked about words and picture.
  await authorise(shop, who, 'wechat_mp')
  const photo = await sendPicture(shop, who, 'feedback')
  await tell(who, { kind: 'complaint', orderId, pictureIds: [photo.id] })
  const { id } = await tell(who)
  await operator.feedback.note({ params: { id }, body: { body: '问过仓库' } })
  await answer(operator, id)
  await sayMore(who, id)
}

/** One piece of a paid order was not wanted after all, and its money went back before it left. */
const piecesBack = async (shop: WholeShop, who: Shopper, lines: SkuQty[]): Promise<void> =>
  piecesOf(shop, who, (await placeNow(who, lines)).id)

/** Pays what is owed of an order and gives its first piece back. */
const piecesOf = async (shop: WholeShop, who: Shopper, id: string): Promise<void> => {
  await pay(shop, who, id)
  const order = await orderOf(who, id)
  const given = { kind: 'refund_only' as const, reason: 'not_wanted' as const, text: '买多了' }
  const body = { orderId: id, ...given, lines: [{ lineId: order.lines[0]?.id ?? '', qty: 1 }] }
  await who.api.afterSale.apply({ body, idempotencyKey: freshKey() })
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

/** An order was sent farther for more money, and then not wanted after all: what was paid for the way went back with it. */
const wayBack = async (shop: WholeShop, operator: ShopClient, who: Shopper): Promise<void> => {
  const lines = [{ skuId: await goodsByRegion(shop, operator, 5), qty: 1 }]
  const { id } = await placeNow(who, lines)
  await pay(shop, who, id)
  await sendTo(who, id, await addressIn(shop, who, FAR), FAR_FEN - HERE_FEN)
  await piecesOf(shop, who, id)
}

/** Of each line a piece is exchanged: where something is dearer its price is paid and the piece awaited, else the same was sent anew. */
const exchanged = async (shop: WholeShop, operator: ShopClient, who: Shopper, order: OrderView): Promise<void> => {
  const options = await who.api.afterSale.exchangeOptions({ params: { id: order.id } })
  for (const { lineId, items } of options.lines) {
    const dearer = items.find(({ differenceFen }) => differenceFen > 0)
    const lines = [{ lineId, qty: 1, skuId: (dearer ?? items[0])?.skuId ?? '' }]
    const body = { orderId: order.id, kind: 'exchange' as const, reason: 'quality' as const, lines }
    const { id } = await who.api.afterSale.apply({ body, idempotencyKey: freshKey() })
    const on = () => ({ params: { id }, idempotencyKey: freshKey() })
    await operator.afterSale.approve({ ...on(), body: { returnAddress: '退货组 杭州市 8 号' } })
    if (dearer === undefined) {
      await who.api.afterSale.sendBack({ ...on(), body: { carrierCode: 'SF', trackingNo: 'SF7000000003' } })
      await operator.afterSale.inspect({ ...on(), body: { accepted: true, lines: [{ lineId, sellableQty: 1 }] } })
      await operator.afterSale.resend({ ...on(), body: { carrierCode: 'SF', trackingNo: 'SF7000000004' } })
    } else await pay(shop, who, order.id)
  }
}

/** Somebody else paid an order in its buyer's place, by its link. */
const paidByFriend = async (shop: WholeShop, who: Shopper, lines: SkuQty[]): Promise<void> => {
  const friend = await shopperOf(shop, '13800007003')
  const { attemptNo } = await paysFor(friend, await asks(who, (await placeNow(who, lines)).id, '帮我付一下'))
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
  await shop.settle()
}

const locks = (shop: WholeShop, { memberId }: Shopper, orderId: string, couponId: string): Promise<void> =>
  shop.database.transaction((tx) =>
    shop.get(CouponsFacade).lock(tx, {
      ...{ orderId, memberId, at: shop.clock.now(), payableFen: zeroFen },
      uses: [{ couponId, amountFen: zeroFen }],
    }),
  )
const uses = (shop: WholeShop, orderId: string): Promise<void> =>
  shop.database.transaction((tx) => shop.get(CouponsFacade).use(tx, orderId, shop.clock.now()))
const givesBack = (shop: WholeShop, orderId: string): Promise<void> =>
  shop.database.transaction((tx) => shop.get(CouponsFacade).giveBack(tx, orderId, shop.clock.now()))

/** Its price was changed, changed again, and a third change waits for a second person. */
const repriced = async (operator: ShopClient, who: Shopper, orderId: string): Promise<void> => {
  await changePriceOf(operator, who, orderId, [-100])
  await changePriceOf(operator, who, orderId, [-50, 20])
  await changePriceOf(operator, who, orderId, [-2_000])
}

/**
 * A sound shop that has seen every end of a purchase, closed for the night: one order received, one paid, one of codes that
 * were issued, exchanges under way, one waiting to be paid at the channel, one of which a piece went back, one paid inside WeChat and shipped, and one that was paid after its close and given back.
 */
export const livedInShop = async (): Promise<TestDatabase> => {
  const database = await createTestDatabase()
  const shop = await startWholeShop({ database, env: SLOW_MACHINE })
  try {
    const { spuId, skus } = await new MadeGoods(shop).product({ stock: 80, pricesFen: [1_290, 990] })
    await tellApart(shop, spuId)
    const lines = skus.map(({ skuId }) => ({ skuId, qty: 2 }))
    const ann = await shopperOf(shop, '13800007001')
    const operator = await operatorOf(shop)
    await newPicture(shop)
    await ann.api.favourites.save({ params: { productId: spuId } })
    await ann.api.favourites.note({ params: { productId: spuId } })

    const [spent = '', back = '', locked = ''] = await couponsOf(shop, operator, ann)
    const received = await placeNow(ann, lines)
    await locks(shop, ann, received.id, spent)
    await pay(shop, ann, received.id)
    await uses(shop, received.id)
    const [first] = received.lines
    await operator.order.ship({
      params: { id: received.id },
      body: { carrierCode: 'SF', trackingNo: 'SF7000000009', pieces: [{ lineId: first?.id ?? '', qty: 1 }] },
    })
    const parted = await operator.order.ship({
      params: { id: received.id },
      body: { carrierCode: 'SF', trackingNo: 'SF7000000001' },
    })
    await operator.fulfilment.correctShipment({
      params: { id: parted.shipments[0]?.id ?? '' },
      body: { carrierCode: 'SF', trackingNo: 'SF7000000002' },
    })
    await ann.api.order.confirmReceipt({ params: { id: received.id } })
    await reviewsOf(shop, operator, ann)
    await feedbacksOf(shop, operator, ann, received.id)
    await exchanged(shop, operator, ann, received)
    await pay(shop, ann, (await placeNow(ann, lines)).id)

    const coded = await new MadeGoods(shop).product({ stock: 3, kind: 'card_secret' })
    await pay(shop, ann, (await placeNow(ann, [{ skuId: coded.skus[0]?.skuId ?? '', qty: 2 }])).id)

    const late = await placeNow(ann, lines)
    await locks(shop, ann, late.id, back)
    const { attemptNo } = await startPaying(ann, late.id)
    await ann.api.order.cancel({ params: { id: late.id } })
    await givesBack(shop, late.id)
    await shop.simulator.payLate(attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    await shop.simulator.settled()

    await piecesBack(shop, ann, lines)
    await wayBack(shop, operator, ann)
    const short = await placeNow(ann, lines)
    await pay(shop, ann, short.id)
    await cancelPieces(operator, short.id, { note: '缺货' })
    await arrive(shop)
    // As if it had been late before: no clock is moved here, on which all others would be late as well.
    await shop.database.execute(
      `insert into order_late_coupons (order_id, member_id, promised_at, given_at)
       select id, member_id, now() - interval '1 day', now() from orders where id = $1`,
      [short.id],
    )

    await invoicesLivedIn(shop, operator, ann, skus[0]?.skuId ?? '')
    const inside = await boughtInside(shop, ann, lines)
    await sendParcel(shop, inside.orderId, 'SF7000000010')
    await shop.sweep('order.lead-bills')

    await storedLivedIn(shop, operator, ann, lines)
    await giftsLivedIn(shop, operator, ann, lines)
    const unpaid = await placeNow(ann, lines)
    await locks(shop, ann, unpaid.id, locked)
    await repriced(operator, ann, unpaid.id)
    await startPaying(ann, unpaid.id)
    await paidByFriend(shop, ann, lines)
    await payoutsLivedIn(shop, ann)
    await usedOffer(shop, operator, ann.memberId)
    await seckillLivedIn(shop, operator)
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
  return database
}
