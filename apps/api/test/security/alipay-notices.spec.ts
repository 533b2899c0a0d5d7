import { createSign, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hourMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectSoundShop, orderOf, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openCashier, startWith } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

type Fields = Record<string, string>

let shop: WholeShop
let ann: Shopper
let skuId: string
let orderId: string
let attemptNo: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000073${String((shoppers += 1)).padStart(2, '0')}`)
  orderId = (await placeNow(ann, [{ skuId, qty: 1 }])).id
  const start = await startWith(ann, orderId, 'alipay_wap')
  attemptNo = start.attemptNo
  await openCashier(shop, start)
})

const filed = <Content>(name: string): Content =>
  JSON.parse(readFileSync(join(shop.simulator.dataDir, 'simulator', name), 'utf8')) as Content

/** A form with everything right but, perhaps, its signature. */
const formOf = (key: string, changes: Fields = {}, algorithm = 'RSA-SHA256'): string => {
  const { alipay } = filed<{ alipay: { appId: string; sellerId: string } }>('merchant.json')
  const fields: Fields = {
    notify_id: `forged-${attemptNo}`,
    app_id: alipay.appId,
    seller_id: alipay.sellerId,
    out_trade_no: attemptNo,
    trade_no: '2026112422001400000000000001',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '99.00',
    gmt_payment: '2026-11-24 10:00:00',
    charset: 'utf-8',
    ...changes,
  }
  const names = Object.keys(fields).filter((name) => name !== 'sign_type')
  const signed = names
    .toSorted()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&')
  const sign = createSign(algorithm).update(signed, 'utf8').sign(key, 'base64')
  return new URLSearchParams({ sign_type: 'RSA2', ...fields, sign }).toString()
}

const post = (payload: string) =>
  shop.app.inject({
    method: 'POST',
    url: '/api/notify/alipay/payments',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload,
  })

const strangersKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const expectUnpaid = async (): Promise<void> => {
  expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0 })
  expect((await orderOf(ann, orderId)).state).toBe('pending_payment')
}

const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

describe('a notice that Alipay did not sign', () => {
  it.each<[string, () => string]>([
    ['by a stranger', () => formOf(strangersKey())],
    ['by a stranger in the old way', () => formOf(strangersKey(), { sign_type: 'RSA' }, 'RSA-SHA1')],
    ['in a way nobody knows', () => formOf(strangersKey(), { sign_type: 'toString' })],
    ['by nobody', () => `out_trade_no=${attemptNo}&trade_status=TRADE_SUCCESS&sign_type=RSA2`],
    ['with a name twice', () => `${formOf(strangersKey())}&out_trade_no=${attemptNo}`],
    ['with nothing in it', () => ''],
    ['with broken escapes', () => 'sign_type=RSA2&sign=%E0%A4%A&out_trade_no=%'],
  ])('#14 T35: but is signed %s, is refused without a trace', async (_, form) => {
    const answer = await post(form())
    expect(answer.statusCode).toBe(401)
    expect(answer.body).not.toBe('success')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ notices: 0, incidents: [] })
    await expectUnpaid()
  })

  it.each(['forge', 'bad_signature', 'unsigned', 'sign_type_rsa'])(
    '#14 T35: (%s) is refused, and the genuine one that follows is taken',
    async (kind) => {
      await shop.simulator.setFaults({ channel: 'alipay', operation: 'notify', kind, times: 1 })
      await shop.simulator.pay(attemptNo)
      await arrive()
      const [notice] = await shop.simulator.notices(attemptNo)
      expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted'])
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 1 })
    },
  )
})

describe('a genuine notice', () => {
  it.each(['wrong_amount', 'other_seller', 'other_app'])(
    '#12 #13 T36: of another payment (%s) is acknowledged, kept apart and told to a person',
    async (kind) => {
      await shop.simulator.setFaults({ channel: 'alipay', operation: 'notify', kind, times: 1 })
      await shop.simulator.pay(attemptNo)
      await arrive()
      const [notice] = await shop.simulator.notices(attemptNo)
      expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['accepted'])
      expect((await attemptFacts(shop, attemptNo)).incidents).toEqual(['mismatch'])
      await expectUnpaid()
    },
  )

  it('#16 T37: that comes again after 25 hours is answered like the first and changes nothing', async () => {
    await shop.simulator.pay(attemptNo)
    await arrive()
    await passTime(shop, 25 * hourMs)
    const [notice] = await shop.simulator.notices(attemptNo)
    const copies = await shop.simulator.resend(notice?.id ?? '', 3)
    expect(copies.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 1, refunds: [] })
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
