import { hourMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Queues } from '../../src/infra/queue/queues.js'
import { CheckContent } from '../../src/modules/moderation/check-content.js'
import { CHECK_CONTENT } from '../../src/modules/moderation/check-jobs.js'
import { CLOSE_DUE } from '../../src/modules/order/order-jobs.js'
import { TellPlatforms } from '../../src/modules/order/platform-reports/tell-platforms.js'
import { expectSoundShop, operatorOf, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { boughtInside, later, reportsOf } from '../support/order-centre-desk.js'
import { cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const TELL = { name: 'order.tell-platform', queue: 'order', attempts: 1 } as const
/** More than a queue runs at a time. */
const MANY = 6
let shop: WholeShop
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800008801')
})
afterAll(() => shop.close())

const stateOf = async (id: string): Promise<string> =>
  (await shop.database.one<{ state: string }>('select state from orders where id = $1', [id])).state

it('holds up its own lane; orders are closed and money goes back all the same', async () => {
  const refunded = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
  const shipped = await boughtInside(shop, ann, [{ skuId, qty: 1 }])
  const unpaid = await placeNow(ann, [{ skuId, qty: 1 }])
  const queues = shop.get(Queues)
  const telling = shop.get(TellPlatforms)
  const checking = shop.get(CheckContent)
  let answer = (): void => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const real = telling.run.bind(telling)
  const asked: string[] = []
  // WeChat takes every question and answers none of them, for as long as this lasts.
  telling.run = async (payload) => {
    asked.push(payload.termId)
    await answered
    return real(payload)
  }
  checking.run = () => answered
  try {
    shop.clock.advance(hourMs)
    // WeChat's own clock goes along, or its word on the refund would be an old one.
    await shop.simulator.setClock(shop.clock.now())
    const desk = await operatorOf(shop)
    const body = { carrierCode: 'ZTO' as const, trackingNo: 'HANG00000001' }
    await desk.order.ship({ params: { id: shipped.orderId }, body })
    await eventually(() => asked.length > 0)
    const termId = asked[0] ?? ''
    for (let n = 0; n < MANY; n += 1) {
      await queues.enqueue(CHECK_CONTENT, { checkId: unpaid.id })
      await queues.enqueue(TELL, { termId })
    }
    await queues.enqueue(CLOSE_DUE, { orderId: unpaid.id })
    await cancelPieces(desk, refunded.orderId)
    await eventually(async () => (await stateOf(unpaid.id)) === 'closed')
    await eventually(async () => {
      await shop.simulator.settled()
      return (await stateOf(refunded.orderId)) === 'refunded'
    })
    // Whatever the rest of the shop had to do is done; what hangs holds no place in any queue.
    await eventually(async () => (await queues.depths()).every(({ active, waiting }) => active + waiting === 0))
    expect(queues.lanes.pending).toBeGreaterThan(2 * MANY)
  } finally {
    answer()
    telling.run = real
    Reflect.deleteProperty(checking, 'run')
  }
  await shop.settle()
  await later(shop, hourMs)
  expect(queues.lanes.pending).toBe(0)
  expect(await reportsOf(shop, shipped.orderId)).toMatchObject([{ state: 'uploaded', problem: null }])
})

it('leaves a shop without a contradiction', () => expectSoundShop(shop))
