import { isoOf, secondMs } from '@jishi/kernel/time'
import { parallel, raceBefore } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CloseOrder } from '../../src/modules/order/close-order.js'
import {
  PAYMENT_CHANNELS,
  type PaymentChannelPort,
  type PaymentChannels,
} from '../../src/modules/payment/payment-channel.js'
import {
  expectSoundShop,
  freshKey,
  operatorOf,
  orderOf,
  pay,
  patiently,
  placeNow,
  startPaying,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { changePrice, on } from '../support/price-desk.js'
import { arrive } from '../support/shop-desk.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

let shop: WholeShop
let desk: ShopClient
let second: ShopClient
let channel: PaymentChannelPort
let ann: Shopper
let skuId: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop, ['operations'])
  second = await operatorOf(shop, ['finance'])
  channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
  skuId = (await new MadeGoods(shop).product({ stock: 500, pricesFen: [10_000] })).skus[0]?.skuId ?? ''
})
afterAll(async () => {
  try {
    await arrive(shop)
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
})
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000450${(shoppers += 1)}`)
})

const placed = () => placeNow(ann, [{ skuId, qty: 1 }])
/** The answer, or the code it was refused with. */
const told = async (action: Promise<unknown>): Promise<string> => {
  try {
    await action
    return 'done'
  } catch (error) {
    if (error instanceof Refused) return error.body.code
    throw error
  }
}
const rows = (orderId: string) =>
  shop.database.rows<{ state: string }>(
    'select state from order_price_changes where order_id = $1 order by proposed_at, id',
    [orderId],
  )
const termsOf = (orderId: string) =>
  shop.database.rows<{ state: string; amountFen: number }>(
    `select state, amount_fen as "amountFen" from order_terms where order_id = $1 order by seq`,
    [orderId],
  )
/** What a channel left open is asked for once more, and everything that follows is heard. */
const rest = async (): Promise<void> => {
  await arrive(shop)
  await passTime(shop, 30 * secondMs)
  await shop.sweep()
  await arrive(shop)
}
const paysAtGateway = async (attemptNo: string): Promise<void> => {
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
}

describe('a change of price and money', () => {
  it('that came before the channel was asked: the money wins, and the price stays', async () => {
    const order = await placed()
    const { attemptNo } = await startPaying(ann, order.id)
    const raced = raceBefore(channel, 'close', () => paysAtGateway(attemptNo))
    expect(await told(changePrice(desk, order, { moves: [-500] }))).toBe('ORDER_ALREADY_PAID')
    expect(raced()).toBe(true)
    await arrive(shop)
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'paid', payableFen: order.payableFen })
    expect(await rows(order.id)).toEqual([])
  })

  it('paid at the same time as it is changed: one price, paid once', async () => {
    const order = await placed()
    const { attemptNo } = await startPaying(ann, order.id)
    const [changed] = await Promise.all([
      told(changePrice(desk, order, { moves: [-500] })),
      told(paysAtGateway(attemptNo)),
    ])
    await arrive(shop)
    const seen = await orderOf(ann, order.id)
    if (changed === 'done') {
      expect(seen).toMatchObject({ state: 'pending_payment', payableFen: order.payableFen - 500 })
    } else {
      expect(['ORDER_ALREADY_PAID', 'ORDER_BEING_PAID', 'ORDER_ACTION_NOT_ALLOWED']).toContain(changed)
    }
    if (seen.state === 'pending_payment') await pay(shop, ann, order.id)
    await rest()
    const after = await orderOf(ann, order.id)
    expect(after.state).toBe('paid')
    expect((await termsOf(order.id)).filter(({ state }) => state === 'paid')).toEqual([
      { state: 'paid', amountFen: after.payableFen },
    ])
  })
})

describe('a change of price and the end of an order', () => {
  it.each<[string, (orderId: string) => Promise<unknown>]>([
    ['its buyer gives it up', (id) => ann.api.order.cancel({ params: { id }, idempotencyKey: freshKey() })],
    [
      'its time is over',
      async (id) => {
        await shop.database.execute(`update order_terms set due_at = $2 where order_id = $1 and state = 'open'`, [
          ...[id, isoOf(shop.clock.now())],
        ])
        await shop.get(CloseOrder).whenDue(id)
      },
    ],
  ])('when %s', async (_, ends) => {
    const order = await placed()
    await startPaying(ann, order.id)
    const [changed] = await Promise.all([told(changePrice(desk, order, { moves: [-500] })), told(ends(order.id))])
    await arrive(shop)
    const seen = await orderOf(ann, order.id)
    const last = (await termsOf(order.id)).at(-1)
    expect(last?.amountFen).toBe(seen.payableFen)
    expect(seen.payableFen).toBe(changed === 'done' ? order.payableFen - 500 : order.payableFen)
    if (seen.state === 'pending_payment') await ann.api.order.cancel({ params: { id: order.id } })
    await rest()
    expect((await orderOf(ann, order.id)).state).toBe('closed')
  })
})

describe('several who change one price', () => {
  it('of two who saw the same, one changes it', async () => {
    const order = await placed()
    const { fulfilled, rejected } = await parallel(2, (n) => changePrice(desk, order, { moves: [-100 * (n + 1)] }))
    expect([fulfilled.length, rejected.length]).toEqual([1, 1])
    expect((rejected[0] as Refused).body.code).toBe('ORDER_PRICE_CHANGED')
    expect((await rows(order.id)).map(({ state }) => state)).toEqual(['in_force'])
  })

  it('ten who agree agree once', async () => {
    const order = await placed()
    const { id } = await changePrice(desk, order, { moves: [-5_000] })
    const { fulfilled } = await parallel(10, () => patiently(() => second.priceChange.approve(on(id))))
    expect(fulfilled).toHaveLength(1)
    expect(await orderOf(ann, order.id)).toMatchObject({ payableFen: order.payableFen - 5_000 })
    expect((await termsOf(order.id)).map(({ state }) => state)).toEqual(['dropped', 'open'])
  })

  it('agreeing, refusing and withdrawing at once: one of them happens', async () => {
    const order = await placed()
    const { id } = await changePrice(desk, order, { moves: [-5_000] })
    const ends = await Promise.all([
      told(second.priceChange.approve(on(id))),
      told(second.priceChange.refuse({ ...on(id), body: {} })),
      told(desk.priceChange.withdraw(on(id))),
    ])
    expect(ends.filter((end) => end === 'done')).toHaveLength(1)
    const [change] = await rows(order.id)
    expect(change?.state).not.toBe('proposed')
  })
})
