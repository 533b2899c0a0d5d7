import { SETTING_SCHEMAS } from '@jishi/contracts/settings/settings.schema'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SettingsFacade, type SettingKey } from '../../src/modules/settings/index.js'
import { add, operatorOf, orderOf, startPaying } from '../support/buying.js'
import { claim, launched as launchedCoupon } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, offerOf } from '../support/offer-desk.js'
import { remembering } from '../support/remembering.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  ann = await shopperOf(shop, '13800009001')
  // Each is read once and then remembered: only what is asked again and again is counted.
  for (const key of Object.keys(SETTING_SCHEMAS) as SettingKey[]) await shop.get(SettingsFacade).get(key)
  const { statements } = shop.database
  const note = statements.note.bind(statements)
  statements.note = (text) => {
    if (BY_THE_CLOCK.some((part) => text.includes(part))) byTheClock += 1
    note(text)
  }
})
afterAll(() => shop.close())

/** Ten seconds after it began an attempt is looked at: whether that falls into what is measured depends on the machine, so it does not count. */
const BY_THE_CLOCK = ['from payment_attempts a where a.id = $1', 'update payment_attempts set queries = queries + 1']
let byTheClock = 0

const statementsOf = async <Answer>(action: () => Promise<Answer>): Promise<[Answer, number]> => {
  const total = (): number => shop.database.statements.total - byTheClock
  const before = total()
  const answer = await remembering(action)
  return [answer, total() - before]
}

it('a checkout asks the database as often as it must, however many lines it has', async () => {
  const goods = new MadeGoods(shop)
  for (let made = 0; made < 12; made += 1) {
    const { skus } = await goods.product({ stock: 5 })
    await add(ann, skus[0]?.skuId ?? '')
  }
  await shop.settle()
  const { cartVersion } = await ann.api.order.cart()
  const cart = { source: 'cart' as const, cartVersion, addressId: ann.addressId }
  const [{ quoteId }, quoting] = await statementsOf(() => ann.api.order.quote({ body: cart }))
  const [order, placing] = await statementsOf(() => ann.api.order.place({ body: { ...cart, quoteId } }))
  const [, paying] = await statementsOf(() => startPaying(ann, order.id))
  const [, looking] = await statementsOf(() => orderOf(ann, order.id))
  expect({ quoting, placing, paying, looking }).toEqual({ quoting: 2, placing: 6, paying: 5, looking: 2 })
})

it('a whole checkout with a promotion that has limits and a coupon takes twenty-two, to the last who hears that it is paid', async () => {
  const operator = await operatorOf(shop)
  const { skus } = await new MadeGoods(shop).product({ stock: 9, pricesFen: [9_900] })
  const lines = [{ skuId: skus[0]?.skuId ?? '', qty: 1 }]
  await launched(operator, offerOf({ totalLimit: 9, memberLimit: 9 }))
  await claim(ann, (await launchedCoupon(shop, operator, { amountFen: 100, thresholdFen: 0 })).id)
  await shop.settle()
  const now = { source: 'buyNow' as const, lines, addressId: ann.addressId }

  const [{ quoteId }, quoting] = await statementsOf(() => ann.api.order.quote({ body: now }))
  const [order, placing] = await statementsOf(() => ann.api.order.place({ body: { ...now, quoteId } }))
  const [{ attemptNo }, paying] = await statementsOf(() => startPaying(ann, order.id))
  const [, becomingPaid] = await statementsOf(async () => {
    await shop.simulator.pay(attemptNo)
    await shop.simulator.settled()
    await shop.settle()
  })
  expect(order.totals).toMatchObject({ promotionFen: 2_000, couponFen: 100 })
  expect(await orderOf(ann, order.id)).toMatchObject({ state: 'paid' })
  // One of them reads which gifts there are, where no order was paid in the seconds before.
  expect({ quoting, placing, paying, becomingPaid }).toEqual({ quoting: 1, placing: 5, paying: 5, becomingPaid: 11 })
})
