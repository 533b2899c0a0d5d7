import { createHash } from 'node:crypto'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { SeckillBody, SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import type { TakeAnswer, TakeView, TicketView } from '@jishi/contracts/seckill/seckill.schema'
import { proofText } from '@jishi/contracts/seckill/seckill.terms'
import { addMs, addMinutes, isoOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { expect } from 'vitest'
import { freshKey, patiently, pay } from './buying.js'
import { MadeGoods } from './made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from './shopper.js'
import type { TestApp } from './test-app.js'
import type { WholeShop } from './whole-shop.js'

/** One of the goods of a session that a test sells. */
export interface GoodsOfSession {
  readonly skuId: string
  readonly priceFen?: number
  readonly total?: number
  readonly perMember?: number
}

export const BEGINS_IN_MS = minuteMs
const LASTS_MS = 60 * minuteMs

/** A session that begins in a minute and lasts an hour. */
export const sessionOf = (
  shop: TestApp,
  goods: readonly GoodsOfSession[],
  over: Partial<SeckillBody> = {},
): SeckillBody => {
  const startsAt = addMs(shop.clock.now(), BEGINS_IN_MS)
  return {
    ...{ name: '整点秒杀', warmUpAt: isoOf(shop.clock.now()), startsAt: isoOf(startsAt) },
    ...{ endsAt: isoOf(addMs(startsAt, LASTS_MS)), payWithinMinutes: 5, proofBits: 0 },
    items: goods.map(({ skuId, priceFen = 990, total = 10, perMember = 1 }) => ({ skuId, priceFen, total, perMember })),
    ...over,
  }
}

export const drafted = (operator: ShopClient, body: SeckillBody): Promise<SeckillView> =>
  operator.seckillDesk.create({ body })
export const armed = async (operator: ShopClient, body: SeckillBody): Promise<SeckillView> => {
  const { id, version } = await drafted(operator, body)
  return operator.seckillDesk.arm({ params: { id }, body: { version } })
}

/** Armed, and its beginning reached by the clock, which starts from the real time: gateways believe no other by more than minutes. */
export const running = async (
  shop: TestApp,
  operator: ShopClient,
  goods: readonly GoodsOfSession[],
  over: Partial<SeckillBody> = {},
): Promise<SeckillView> => {
  shop.clock.release()
  const view = await armed(operator, sessionOf(shop, goods, over))
  if (Date.parse(view.startsAt) > shop.clock.now()) shop.clock.set(addMs(shop.clock.now(), BEGINS_IN_MS + secondMs))
  return view
}

/** Armed, and its beginning waited for: where another program sells, whose clock nobody moves. */
export const begun = async (
  shop: TestApp,
  operator: ShopClient,
  goods: readonly GoodsOfSession[],
  lastsMinutes = 90,
): Promise<SeckillView> => {
  shop.clock.release()
  const soon = isoOf(addMs(shop.clock.now(), 1_500))
  const times = { warmUpAt: soon, startsAt: soon, endsAt: isoOf(addMinutes(shop.clock.now(), lastsMinutes)) }
  const view = await armed(operator, sessionOf(shop, goods, times))
  await eventually(() => shop.clock.now() > Date.parse(soon), 30_000)
  return view
}

/** One SKU with stock, for sale from the real time on. */
export const goodsFor = async (shop: TestApp, stock = 100, priceFen = 2_990): Promise<string> => {
  shop.clock.release()
  return (await new MadeGoods(shop).product({ stock, pricesFen: [priceFen] })).skus[0]?.skuId ?? ''
}

/** A session that ends so soon that whoever signed in before it began is still signed in after it. */
export const short = (shop: TestApp): { endsAt: string } => ({ endsAt: isoOf(addMinutes(shop.clock.now(), 6)) })

/** The smallest number whose digest begins with so many zero bits. */
export const solutionOf = ({ salt, bits }: { salt: string; bits: number }): string => {
  for (let n = 0; ; n += 1) {
    const digest = createHash('sha256')
      .update(proofText(salt, String(n)))
      .digest()
    if (digest.readUInt32BE(0) >>> (32 - bits) === 0) return String(n)
  }
}

export const ticketOf = (who: Shopper, itemId: string, qty?: number): Promise<TicketView> =>
  patiently(() => who.api.seckill.ticket({ body: { itemId, ...(qty === undefined ? {} : { qty }) } }))

export const takeWith = (
  who: Shopper,
  { ticket, proof }: TicketView,
  idempotencyKey = freshKey(),
): Promise<TakeAnswer> =>
  patiently(() =>
    who.api.seckill.take({
      body: { ticket, ...(proof === null ? {} : { solution: solutionOf(proof) }) },
      idempotencyKey,
    }),
  )

/** Ticket and request, as the button does it. */
export const grab = async (who: Shopper, itemId: string, qty?: number): Promise<TakeAnswer> =>
  takeWith(who, await ticketOf(who, itemId, qty))

export const won = async (who: Shopper, itemId: string, qty?: number): Promise<TakeView> => {
  const answer = await grab(who, itemId, qty)
  expect(answer).toMatchObject({ state: 'won' })
  return (answer as Extract<TakeAnswer, { state: 'won' }>).take
}

const asked = (who: Shopper, { id, skuId, qty }: TakeView) => ({
  ...{ source: 'buyNow' as const, lines: [{ skuId, qty }], addressId: who.addressId },
  kind: { code: 'seckill', ref: id },
})

/** The order of a take, by the ordinary way. */
export const orderOfTake = async (who: Shopper, take: TakeView, idempotencyKey = freshKey()): Promise<OrderView> => {
  const { quoteId } = await patiently(() => who.api.order.quote({ body: asked(who, take) }))
  return patiently(() => who.api.order.place({ body: { ...asked(who, take), quoteId }, idempotencyKey }))
}

export interface ItemCounts {
  readonly total: number
  readonly drawn: number
  readonly sold: number
  readonly returned: number
}
export const countsOf = (shop: TestApp, itemId: string): Promise<ItemCounts> =>
  shop.database.one<ItemCounts>('select total, drawn, sold, returned from activity_skus where id = $1', [itemId])

export const itemOf = (view: SeckillView, place = 0): string => view.items[place]?.id ?? ''

/** Takes of every standing: sold, ordered, won, and let go; beside the session a draft, one that was stopped, and one that is over. */
export const seckillLivedIn = async (shop: WholeShop, operator: ShopClient): Promise<void> => {
  const skuIds = [await goodsFor(shop), await goodsFor(shop), await goodsFor(shop)]
  const people = await Promise.all([1, 2, 3, 4].map((n) => shopperOf(shop, `1380000791${n}`)))
  const [buyer, orders, holds, lets] = people as [Shopper, Shopper, Shopper, Shopper]
  await drafted(operator, sessionOf(shop, [{ skuId: skuIds[0] ?? '' }]))
  const stopped = await armed(operator, sessionOf(shop, [{ skuId: skuIds[1] ?? '' }]))
  await operator.seckillDesk.stop({ params: { id: stopped.id } })
  const session = await begun(shop, operator, [
    { skuId: skuIds[0] ?? '', perMember: 2 },
    { skuId: skuIds[2] ?? '', total: 4 },
  ])
  const itemId = itemOf(session)
  await pay(shop, buyer, (await orderOfTake(buyer, await won(buyer, itemId, 2))).id)
  await orderOfTake(orders, await won(orders, itemId))
  await won(holds, itemId)
  const { id } = await won(lets, itemId)
  await lets.api.seckill.giveUp({ params: { id } })
  await shop.database.execute(
    `insert into risk_decisions (id, kind, subject_id, member_id, verdict, reason, facts, decided_at)
     values (gen_random_uuid(), 'seckill_ticket', $1, $2, 'refused', 'cooling_down', '{}', now())`,
    [itemId, lets.memberId],
  )
  await shop.sweep('seckill.turn')
  await shop.sweep('seckill.turn')
  await shop.settle()
}
