import { minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Metrics } from '../../src/infra/metrics/metrics.js'
import { BREAKER_RULES } from '../../src/modules/payment/domain/breaker.js'
import { codeOf, expectSoundShop, operatorOf, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise, startWith } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let desk: ShopClient
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  ann = await shopperOf(shop, '13800006501')
  skuId = (await new MadeGoods(shop).product({ stock: 50, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

const order = async (): Promise<string> => (await placeNow(ann, [{ skuId, qty: 1 }])).id
const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}
const offered = async (): Promise<string[]> => {
  const { items } = await ann.api.payment.options({ query: { container: 'mobile-browser' } })
  return items.map(({ wallet }) => wallet)
}
const incidents = async (): Promise<number> => {
  const { open } = await shop.database.one<{ open: number }>(
    `select count(*)::int as open from payment_incidents where kind = 'channel_down' and reference = 'wechat' and resolved_at is null`,
  )
  return open
}
const attemptsOf = async (orderId: string): Promise<number> => {
  const { known } = await shop.database.one<{ known: number }>(
    `select count(*)::int as known from payment_attempts a join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = $1`,
    [orderId],
  )
  return known
}
const hanging = { channel: 'wechat' as const, operation: 'create', kind: 'timeout_after_apply', times: 99 }

describe('#33 WeChat takes what it is told and answers nobody', () => {
  it('leaves Alipay and refunds untouched, is told of to a person, and is back when it answers', async () => {
    await authorise(shop, ann, 'alipay_mp')
    const paid = await order()
    await pay(shop, ann, paid)
    const others = await order()
    const waiting = await Promise.all(Array.from({ length: BREAKER_RULES.failures }, order))

    // From here on time stands still, however long the machine takes.
    await passTime(shop, 0)
    await shop.simulator.setFaults(hanging)
    let ended = 0
    const hung = waiting.map((id) => codeOf(startPaying(ann, id)).finally(() => (ended += 1)))
    // Nobody of those who hang has an answer yet when these are done.
    const alipay = await startWith(ann, others, 'alipay_mp')
    await cancelPieces(desk, paid, { note: '缺货' })
    await arrive()
    expect([alipay.channel, (await orderOf(ann, paid)).state, ended]).toEqual(['alipay_mp', 'refunded', 0])

    expect(new Set(await Promise.all(hung))).toEqual(new Set(['PAYMENT_CHANNEL_DOWN']))
    const late = await order()
    expect(await codeOf(startPaying(ann, late))).toBe('PAYMENT_CHANNEL_DOWN')
    // Nothing was recorded, so that another wallet can be taken at once.
    expect(await attemptsOf(late)).toBe(0)
    expect(await offered()).toEqual(expect.not.arrayContaining(['wechat']))
    expect(await shop.get(Metrics).text()).toContain('jishi_payment_channel_down{wallet="wechat"} 1')
    expect(await shop.get(Metrics).text()).toContain('jishi_payment_channel_down{wallet="alipay"} 0')
    expect(await incidents()).toBe(1)

    await shop.simulator.setFaults()
    await passTime(shop, BREAKER_RULES.openMs + secondMs)
    await startPaying(ann, late)
    expect(await offered()).toContain('wechat')
    await shop.sweep('payment.channels')
    expect(await incidents()).toBe(0)
  })
})

it('the books agree', async () => {
  await passTime(shop, 40 * minuteMs)
  await shop.sweep()
  await arrive()
  await expectSoundShop(shop)
})
