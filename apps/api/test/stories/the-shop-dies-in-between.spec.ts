import { minuteMs } from '@jishi/kernel/time'
import { failAt } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { LedgerFacade } from '../../src/modules/ledger/index.js'
import { OrderViews } from '../../src/modules/order/order-view.js'
import { PaymentFacade } from '../../src/modules/payment/index.js'
import {
  add,
  cartBody,
  expectSoundShop,
  freshKey,
  operatorOf,
  orderOf,
  pay,
  placeNow,
  refusalOf,
  startPaying,
  stockOf,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let goods: MadeGoods
let skuId: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  skuId = (await goods.product({ stock: 5 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, `1380001000${(shoppers += 1)}`)
})

/** Stands for the process ending at exactly this call. */
const CRASH = new Error('the process ended here')

const expectCrash = async (action: Promise<unknown>): Promise<void> => {
  expect((await refusalOf(action)).status).toBe(500)
}
const ordersOf = ({ memberId }: Shopper): Promise<{ count: number }> =>
  shop.database.one(`select count(*) as count from orders where member_id = $1`, [memberId])

describe('a crash while placing', () => {
  it.each([
    ['before the stock is held', () => failAt(shop.get(InventoryFacade), 'reserve', CRASH)],
    ['before the event is written', () => failAt(shop.get(Outbox), 'publish', CRASH)],
  ])('%s leaves nothing, and the same key places the order afterwards', async (_, crash) => {
    await add(ann, skuId, 2)
    const body = await cartBody(ann)
    const idempotencyKey = freshKey()
    crash()
    await expectCrash(ann.api.order.place({ body, idempotencyKey }))
    expect(await ordersOf(ann)).toEqual({ count: 0 })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
    expect((await ann.api.order.cart()).selectedQty).toBe(2)
    expect((await ann.api.order.place({ body, idempotencyKey })).qty).toBe(2)
    expect(await ordersOf(ann)).toEqual({ count: 1 })
  })

  it('after the commit loses only the answer: the same key gets it', async () => {
    await add(ann, skuId, 1)
    const body = await cartBody(ann)
    const idempotencyKey = freshKey()
    failAt(shop.get(OrderViews), 'ofMember', CRASH)
    await expectCrash(ann.api.order.place({ body, idempotencyKey }))
    const { id } = await ann.api.order.place({ body, idempotencyKey })
    expect((await ann.api.order.orders()).items.map((card) => card.id)).toEqual([id])
  })
})

describe('a crash while paying', () => {
  it('between the record of the attempt and the call: the same key goes on with the same number', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    const idempotencyKey = freshKey()
    const start = () => ann.api.order.startPayment({ params: { id }, body: { channel: 'wechat_h5' }, idempotencyKey })
    failAt(shop.get(PaymentFacade), 'callChannel', CRASH)
    await expectCrash(start())
    const [recorded] = (await operator.order.adminOrder({ params: { id } })).attempts
    const instruction = await start()
    expect(instruction.attemptNo).toBe(recorded?.attemptNo)
    expect((await startPaying(ann, id)).attemptNo).toBe(instruction.attemptNo)
  })

  it('while the order becomes paid: it is told again until it is heard', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    const failed = failAt(shop.get(InventoryFacade), 'keep', CRASH, 2)
    await pay(shop, ann, id)
    expect(failed()).toBe(2)
    expect(await orderOf(ann, id)).toMatchObject({ state: 'paid' })
    expect((await orderOf(ann, id)).timeline.map(({ step }) => step)).toEqual(['place', 'pay'])
  })

  it('with the whole queue gone, and with it every second try: the outbox hands the news on again', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, id)
    failAt(shop.get(InventoryFacade), 'keep', CRASH)
    const gone = failAt(shop.get(Queues), 'enqueueReactions', CRASH)
    await shop.simulator.pay(attemptNo)
    await shop.simulator.settled()
    await expect.poll(gone).toBe(1)
    expect((await orderOf(ann, id)).state).toBe('pending_payment')
    await shop.database.execute(`update outbox set retry_at = now() where settled_at is null`)
    await expect.poll(async () => (await orderOf(ann, id)).state, { timeout: 30_000 }).toBe('paid')
  })
})

describe('a crash while shipping, receiving or closing', () => {
  it('before the history is written leaves the goods here', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, id)
    const ship = () =>
      operator.order.ship({ params: { id }, body: { carrierCode: 'SF', trackingNo: `SF${id.slice(-12)}` } })
    failAt(shop.get(InventoryFacade), 'consume', CRASH)
    await expectCrash(ship())
    expect(await orderOf(ann, id)).toMatchObject({ state: 'paid', shipments: [] })
    expect((await ship()).shipments).toHaveLength(1)

    failAt(shop.get(LedgerFacade), 'post', CRASH)
    await expectCrash(ann.api.order.confirmReceipt({ params: { id } }))
    expect((await orderOf(ann, id)).state).toBe('shipped')
    expect((await ann.api.order.confirmReceipt({ params: { id } })).state).toBe('completed')
  })

  it('between closing and the answer of the channel is finished by the sweep', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 3 }])
    await startPaying(ann, id)
    failAt(shop.get(PaymentFacade), 'closeAtChannel', CRASH)
    await expectCrash(ann.api.order.cancel({ params: { id } }))
    expect((await orderOf(ann, id)).state).toBe('closing')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 3 })
    shop.clock.advance(minuteMs)
    await shop.sweep('order.finish-closing')
    expect((await orderOf(ann, id)).state).toBe('closed')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
  })

  it('leaves nothing that contradicts itself', () => expectSoundShop(shop))
})
