import { generateKeyPairSync } from 'node:crypto'
import { hourMs, minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Metrics } from '../../src/infra/metrics/metrics.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { expectSoundShop, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { WechatHand, type WrittenNotice } from '../support/wechat-hand.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const PRICE_FEN = 9_900

let shop: WholeShop
let hand: WechatHand
let ann: Shopper
let skuId: string
let orderId: string
let attemptNo: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  hand = WechatHand.of(shop)
  skuId = (await new MadeGoods(shop).product({ stock: 200, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000074${String((shoppers += 1)).padStart(2, '0')}`)
  orderId = (await placeNow(ann, [{ skuId, qty: 1 }])).id
  attemptNo = (await startPaying(ann, orderId)).attemptNo
})

const TAKEN = { status: 200, code: 'SUCCESS' }
const REFUSED = { status: 401, code: 'CALLBACK_REFUSED' }

const stateOf = async (id = orderId): Promise<string> => (await orderOf(ann, id)).state

const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

const incidentsOf = (reference: string): Promise<{ kind: string }[]> =>
  shop.database.rows(`select kind from payment_incidents where reference = $1 and resolved_at is null`, [reference])

/** How many notices were refused so far, as whoever watches the shop sees it. */
const refusals = async (): Promise<number> => {
  const counter = await shop.get(Metrics).registry.getSingleMetric('jishi_payment_notices_total')?.get()
  const refused = (counter?.values ?? []).filter(({ labels }) => labels['effect'] === 'refused')
  return refused.reduce((sum, { value }) => sum + value, 0)
}

const stranger = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const genuine = (message: object = hand.paid(attemptNo, PRICE_FEN)): WrittenNotice =>
  hand.signed(hand.envelope(message, 'transaction'))

const without = (name: string): WrittenNotice => {
  const notice = genuine()
  return { ...notice, headers: { ...notice.headers, [name]: undefined } }
}
const withHeader = (name: string, value: string): WrittenNotice => {
  const notice = genuine()
  return { ...notice, headers: { ...notice.headers, [name]: value } }
}

/** A small change of the text that means the same as JSON, and is not what was signed. */
const reserialised = (): WrittenNotice => {
  const notice = genuine()
  return { ...notice, body: JSON.stringify(JSON.parse(notice.body), undefined, 1) }
}

describe('T35: a notice that cannot be WeChat’s word', () => {
  it.each<[string, () => WrittenNotice]>([
    ['without a signature', () => without('wechatpay-signature')],
    ['with an empty signature', () => withHeader('wechatpay-signature', '')],
    ['without a time', () => without('wechatpay-timestamp')],
    ['without a nonce', () => without('wechatpay-nonce')],
    ['without a serial', () => without('wechatpay-serial')],
    ['signed with a stranger’s key', () => hand.signed(genuine().body, stranger())],
    ['signed with our own key', () => hand.signed(genuine().body, hand.keys.merchant.privateKey)],
    ['under a serial nobody knows', () => withHeader('wechatpay-serial', '7777777777777777777777777777777777777777')],
    ['under the serial of our own key', () => withHeader('wechatpay-serial', hand.keys.merchant.serial)],
    ['with another algorithm named', () => withHeader('wechatpay-signature-type', 'WECHATPAY2-SM2-WITH-SM3')],
    ['written anew after it was signed', reserialised],
    ['with the body of another notice', () => ({ ...genuine(), body: genuine().body })],
    ['without an app', () => genuine(hand.paid(attemptNo, PRICE_FEN, { appid: undefined }))],
    ['without a merchant', () => genuine(hand.paid(attemptNo, PRICE_FEN, { mchid: undefined }))],
    ['for refunds sent as one for payments', () => hand.signed(hand.envelope(hand.paid(attemptNo, 1), 'refund'))],
  ])('(%s) is refused, leaves no trace, and is counted', async (_, write) => {
    const before = await refusals()
    expect(await hand.send(write())).toEqual(REFUSED)
    expect(await refusals()).toBe(before + 1)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', notices: 0, incidents: [] })
    expect(await stateOf()).toBe('pending_payment')
  })
})

describe('T36: a genuine notice about something else', () => {
  it.each<[string, object]>([
    ['a smaller amount', { amount: { total: 1, currency: 'CNY' } }],
    ['a fen more', { amount: { total: PRICE_FEN + 1, currency: 'CNY' } }],
    ['another currency', { amount: { total: PRICE_FEN, currency: 'USD' } }],
    ['another app', { appid: 'wx00000000514a1599' }],
    ['another merchant', { mchid: '1900009999' }],
  ])('#12 #13 (%s) is acknowledged, kept apart and told to a person; the order stays as it was', async (_, over) => {
    expect(await hand.tell(hand.paid(attemptNo, PRICE_FEN, over))).toEqual(TAKEN)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({
      state: 'open',
      paidPostings: 0,
      notices: 1,
      incidents: ['mismatch'],
    })
    expect(await stateOf()).toBe('pending_payment')
  })

  it('pays the order of the number in it, whoever’s it is, and for its amount only', async () => {
    const ben = await shopperOf(shop, '13800007499')
    const dearer = await placeNow(ben, [{ skuId, qty: 2 }])
    const his = await startPaying(ben, dearer.id)
    // What ann paid is told under ben's number: it does not fit what ben owes.
    expect(await hand.tell(hand.paid(his.attemptNo, PRICE_FEN))).toEqual(TAKEN)
    expect(await attemptFacts(shop, his.attemptNo)).toMatchObject({ paidPostings: 0, incidents: ['mismatch'] })
    expect((await orderOf(ben, dearer.id)).state).toBe('pending_payment')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', notices: 0 })
  })

  it('of a payment that was heard already, under another number of WeChat’s, moves nothing a second time', async () => {
    await pay(shop, ann, orderId)
    const other = hand.paid(attemptNo, PRICE_FEN, { transaction_id: '4200000000ANOTHER' })
    expect(await hand.tell(other)).toEqual(TAKEN)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({
      paidPostings: 1,
      suspensePostings: 0,
      incidents: ['mismatch'],
    })
  })

  it('#31 of a trade that has refunds since is a payment, not an unpaid one', async () => {
    expect(await hand.tell(hand.paid(attemptNo, PRICE_FEN, { trade_state: 'REFUND' }))).toEqual(TAKEN)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
    expect(await stateOf()).toBe('paid')
  })

  it('#12 is compared by what the order costs, not by what a coupon of WeChat’s left for the payer', async () => {
    const couponed = { total: PRICE_FEN, payer_total: PRICE_FEN - 500, currency: 'CNY', payer_currency: 'CNY' }
    expect(await hand.tell(hand.paid(attemptNo, PRICE_FEN, { amount: couponed }))).toEqual(TAKEN)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, incidents: [] })
  })

  it.each(['20261130000000000000', `X${'0'.repeat(19)}`])(
    '#40 of a payment nobody here knows (%s) is acknowledged once and is a person’s task, and no money of ours',
    async (unknown) => {
      for (let times = 0; times < 3; times += 1) expect(await hand.tell(hand.paid(unknown, 1))).toEqual(TAKEN)
      expect(await incidentsOf(unknown)).toEqual([{ kind: 'unknown_number' }])
      expect(await shop.database.rows('select id from ledger_txns where reference = $1', [unknown])).toEqual([])
    },
  )
})

describe('T37: notices in whatever order, as often and as late as they come', () => {
  it('#1 T37: a hundred copies, each signed anew, are one payment', async () => {
    const message = hand.paid(attemptNo, PRICE_FEN)
    const { fulfilled } = await parallel(100, () => hand.tell(message, 'transaction', 'one-and-the-same'))
    expect(fulfilled.filter(({ status }) => status === 200)).toHaveLength(100)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({
      paidPostings: 1,
      notices: 1,
      refunds: [],
      incidents: [],
    })
  })

  it('#1 fifty notices of one payment, each with a name of its own, are one payment', async () => {
    const message = hand.paid(attemptNo, PRICE_FEN)
    const { fulfilled } = await parallel(50, () => hand.tell(message))
    expect(fulfilled.filter(({ status }) => status === 200)).toHaveLength(50)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, refunds: [], incidents: [] })
    expect((await orderOf(ann, orderId)).timeline.map(({ step }) => step)).toEqual(['place', 'pay'])
  })

  it('#3 a close and a waiting that are told after the success take nothing back', async () => {
    await hand.tell(hand.paid(attemptNo, PRICE_FEN))
    for (const trade_state of ['CLOSED', 'NOTPAY', 'PAYERROR', 'USERPAYING', 'REVOKED'])
      expect(await hand.tell(hand.paid(attemptNo, PRICE_FEN, { trade_state }))).toEqual(TAKEN)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, refunds: [] })
    expect(await stateOf()).toBe('paid')
  })

  it('#3 a close that is told before the success neither closes anything nor hides the money', async () => {
    await hand.tell(hand.paid(attemptNo, PRICE_FEN, { trade_state: 'CLOSED' }))
    expect(await stateOf()).toBe('pending_payment')
    await hand.tell(hand.paid(attemptNo, PRICE_FEN))
    await arrive()
    expect(await stateOf()).toBe('paid')
  })

  it('#3 a refund that is told before its payment is a person’s task, and the payment counts when it comes', async () => {
    const refundNo = `EARLY${attemptNo}`
    expect(await hand.tell(hand.refunded(attemptNo, refundNo, PRICE_FEN), 'refund')).toEqual(TAKEN)
    expect(await incidentsOf(refundNo)).toEqual([{ kind: 'unknown_number' }])
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0, refunds: [] })
    await hand.tell(hand.paid(attemptNo, PRICE_FEN))
    await arrive()
    expect(await stateOf()).toBe('paid')
  })

  it('#2 an answer of ours to the create call that is late does not take the success back', async () => {
    await hand.tell(hand.paid(attemptNo, PRICE_FEN))
    await arrive()
    await shop.database.execute(`update payment_attempts set handle = null where attempt_no = $1`, [attemptNo])
    const refused = await startPaying(ann, orderId).catch((error: unknown) => error)
    expect(refused).toMatchObject({ body: { code: 'PAYMENT_NOT_ALLOWED' } })
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
  })

  it('#16 T37: 25 hours late and signed then, is taken; signed more than five minutes ago or ahead, is not', async () => {
    const message = hand.paid(attemptNo, PRICE_FEN)
    const [early, old] = [
      hand.signed(hand.envelope(message, 'transaction'), undefined, -301),
      hand.signed(hand.envelope(message, 'transaction'), undefined, 301),
    ]
    expect(await hand.send(early)).toEqual(REFUSED)
    expect(await hand.send(old)).toEqual(REFUSED)
    const kept = genuine(message)
    await passTime(shop, 25 * hourMs)
    expect(await hand.send(kept)).toEqual(REFUSED)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ notices: 0, paidPostings: 0 })
    expect(await hand.tell(message)).toEqual(TAKEN)
    await arrive()
    const facts = await attemptFacts(shop, attemptNo)
    expect(facts.state).toBe('succeeded')
    // The order waited half an hour and no sweep has run here: the money is what it waited for.
    expect(facts.paidPostings + facts.suspensePostings).toBe(1)
  })
})

describe('T42: what is told of refunds', () => {
  const channel = (): PaymentChannelPort =>
    shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort

  /** Money that came after the close; the shop has sent it back, and nothing is told of that by itself. */
  const onItsWayBack = async (): Promise<string> => {
    await ann.api.order.cancel({ params: { id: orderId } })
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'refund', kind: 'lose', times: 99 })
    await hand.tell(hand.paid(attemptNo, PRICE_FEN))
    await arrive()
    return (await attemptFacts(shop, attemptNo)).refunds[0]?.refundNo ?? ''
  }
  const stateOfRefund = async (): Promise<string | undefined> => (await attemptFacts(shop, attemptNo)).refunds[0]?.state

  it('T42: success told twice, each under a name of its own, is one refund', async () => {
    const refundNo = await onItsWayBack()
    for (let times = 0; times < 2; times += 1)
      expect(await hand.tell(hand.refunded(attemptNo, refundNo, PRICE_FEN), 'refund')).toEqual(TAKEN)
    expect(await stateOfRefund()).toBe('succeeded')
    const posted = await shop.database.rows(`select id from ledger_txns where reference = $1`, [refundNo])
    expect(posted).toHaveLength(1)
  })

  it('#3 T42: trouble told before success is a task that is done with; told after it, it is no news', async () => {
    const refundNo = await onItsWayBack()
    const told = (refund_status: string) =>
      hand.tell(hand.refunded(attemptNo, refundNo, PRICE_FEN, { refund_status }), 'refund')
    expect(await told('ABNORMAL')).toEqual(TAKEN)
    expect(await stateOfRefund()).toBe('abnormal')
    expect(await incidentsOf(refundNo)).toEqual([{ kind: 'refund_abnormal' }])
    expect(await told('SUCCESS')).toEqual(TAKEN)
    expect(await told('ABNORMAL')).toEqual(TAKEN)
    expect(await told('CLOSED')).toEqual(TAKEN)
    expect(await stateOfRefund()).toBe('succeeded')
    expect(await incidentsOf(refundNo)).toEqual([])
  })

  it.each<[string, object]>([
    ['of another merchant', { mchid: '1900009999' }],
    ['of another payment', { out_trade_no: '20261130000000000000' }],
  ])('#13 T42: (%s) under the number of ours is kept apart and told to a person', async (_, over) => {
    const refundNo = await onItsWayBack()
    const before = await stateOfRefund()
    expect(await hand.tell(hand.refunded(attemptNo, refundNo, PRICE_FEN, over), 'refund')).toEqual(TAKEN)
    expect(await stateOfRefund()).toBe(before)
    expect(await incidentsOf(refundNo)).toEqual([{ kind: 'mismatch' }])
    expect(await shop.database.rows(`select id from ledger_txns where reference = $1`, [refundNo])).toEqual([])
    await hand.tell(hand.refunded(attemptNo, refundNo, PRICE_FEN), 'refund')
    expect(await stateOfRefund()).toBe('succeeded')
  })

  it('#31 a payment never heard of whose money was given back by hand at WeChat is found to have been paid', async () => {
    await shop.simulator.setFaults(
      { channel: 'wechat', operation: 'notify', kind: 'lose', times: 99 },
      { channel: 'wechat', operation: 'refund_notify', kind: 'lose', times: 99 },
    )
    await shop.simulator.pay(attemptNo)
    const byHand = {
      attemptNo,
      channelTxn: '',
      refundNo: `HAND${attemptNo}`,
      recordedAt: shop.clock.now(),
      amountFen: PRICE_FEN,
      totalFen: PRICE_FEN,
      reason: '手工',
    }
    await channel().refund(byHand)
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 0 })
    expect(await stateOf()).toBe('paid')
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await arrive()
  await expectSoundShop(shop)
})
