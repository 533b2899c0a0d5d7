import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import type { Container, PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { CHANNELS_OF, CONTAINERS, WALLET_OF } from '@jishi/contracts/payment/payment.terms'
import { minuteMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, orderOf, placeNow, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise, openCashier, startWith } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let skuId: string

const PRICE_FEN = 9_907

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
const somebody = (): Promise<Shopper> => shopperOf(shop, `138000071${String((shoppers += 1)).padStart(2, '0')}`)

const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

const atGateway = async (attemptNo: string) =>
  (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)

const begun = async (who: Shopper, channel: PaymentChannel): Promise<{ orderId: string; start: PayInstruction }> => {
  const { id } = await placeNow(who, [{ skuId, qty: 1 }])
  return { orderId: id, start: await startWith(who, id, channel) }
}

const EACH: [PaymentChannel, Container, PayInstruction['pay']['kind']][] = [
  ['wechat_h5', 'mobile-browser', 'redirect'],
  ['wechat_native', 'desktop-browser', 'qr'],
  ['wechat_mp', 'mp-weixin', 'jsapi'],
  ['wechat_oa', 'wechat-browser', 'jsapi'],
  ['alipay_wap', 'mobile-browser', 'redirect'],
  ['alipay_page', 'desktop-browser', 'redirect'],
  ['alipay_mp', 'mp-alipay', 'trade'],
  ['unionpay_wap', 'mobile-browser', 'form'],
  ['unionpay_page', 'desktop-browser', 'form'],
]

describe.each(EACH)('by %s', (channel, container, kind) => {
  it('an order is paid from its start to the notice', async () => {
    const who = await somebody()
    const { items } = await who.api.payment.options({ query: { container } })
    expect(items).toContainEqual({ channel, wallet: WALLET_OF[channel] })
    await authorise(shop, who, channel)

    const { orderId, start } = await begun(who, channel)
    expect(start).toMatchObject({ channel, amountFen: PRICE_FEN, pay: { kind } })
    await openCashier(shop, start)
    expect(await who.api.order.payment({ params: { id: orderId } })).toMatchObject({ state: 'open' })

    await shop.simulator.pay(start.attemptNo)
    await arrive()
    expect(await orderOf(who, orderId)).toMatchObject({ state: 'paid', payment: { state: 'paid', channel } })
    expect(await attemptFacts(shop, start.attemptNo)).toMatchObject({
      state: 'succeeded',
      paidPostings: 1,
      notices: 1,
      incidents: [],
    })
    expect(await atGateway(start.attemptNo)).toMatchObject({ status: 'paid', amountFen: PRICE_FEN })
  })

  it('a second tap is the same payment, and money after a close goes back by itself', async () => {
    const who = await somebody()
    await authorise(shop, who, channel)
    const { orderId, start } = await begun(who, channel)
    await openCashier(shop, start)
    const again = await startWith(who, orderId, channel)
    expect(again.attemptNo).toBe(start.attemptNo)
    await openCashier(shop, again)

    await who.api.order.cancel({ params: { id: orderId } })
    expect((await orderOf(who, orderId)).state).toBe('closed')
    // UnionPay closes nothing: its page ends by its own time.
    const ended = kind === 'form' ? 'pending' : 'closed'
    expect((await atGateway(start.attemptNo))?.status).toBe(ended)
    await shop.simulator.payLate(start.attemptNo)
    await arrive()
    await eventually(async () => {
      await passTime(shop, minuteMs)
      await shop.sweep('payment.refunds')
      return (await attemptFacts(shop, start.attemptNo)).refunds[0]?.state === 'succeeded'
    })
    await arrive()
    expect(await attemptFacts(shop, start.attemptNo)).toMatchObject({
      state: 'succeeded',
      paidPostings: 0,
      suspensePostings: 1,
      refunds: [{ state: 'succeeded', amountFen: PRICE_FEN, cause: 'paid_after_close' }],
      incidents: [],
    })
    expect((await orderOf(who, orderId)).state).toBe('closed')
    expect(await atGateway(start.attemptNo)).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
  })
})

describe('who pays', () => {
  it.each<[PaymentChannel, string]>([
    ['wechat_mp', 'weixin'],
    ['wechat_oa', 'weixin_oa'],
    ['alipay_mp', 'alipay'],
  ])('by %s is asked for before anything is recorded', async (channel, provider) => {
    const who = await somebody()
    const { id } = await placeNow(who, [{ skuId, qty: 1 }])
    const refusal = await refusalOf(startWith(who, id, channel))
    expect(refusal).toMatchObject({ status: 409, body: { code: 'PAYER_UNKNOWN', details: { provider } } })
    const before = await who.api.order.payment({ params: { id } })
    expect(before.state).toBe('none')

    const openid = await authorise(shop, who, channel)
    expect((await startWith(who, id, channel)).channel).toBe(channel)
    const { payer } = await shop.database.one<{ payer: string }>(
      `select a.payer from payment_attempts a join payment_intents i on i.id = a.intent_id
         join order_terms t on t.id = i.subject_id where t.order_id = $1`,
      [id],
    )
    expect(payer).toBe(openid)
  })

  it('of the mini program is nobody to the official account', async () => {
    const who = await somebody()
    await authorise(shop, who, 'wechat_mp')
    const { id } = await placeNow(who, [{ skuId, qty: 1 }])
    expect((await refusalOf(startWith(who, id, 'wechat_oa'))).body.code).toBe('PAYER_UNKNOWN')
    expect((await refusalOf(startWith(who, id, 'alipay_mp'))).body.code).toBe('PAYER_UNKNOWN')
    expect((await startWith(who, id, 'wechat_mp')).pay.kind).toBe('jsapi')
  })
})

it('what is offered in each container is what works there', async () => {
  const who = await somebody()
  for (const container of CONTAINERS) {
    const { items } = await who.api.payment.options({ query: { container } })
    expect(items.map(({ channel }) => channel)).toEqual([...CHANNELS_OF[container]])
  }
})

it('leaves a shop without a contradiction', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
