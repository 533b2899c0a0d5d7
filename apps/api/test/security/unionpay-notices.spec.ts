import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hourMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UnionpayTrust } from '../../src/modules/payment/unionpay/unionpay-trust.js'
import { unionpayTime, type Fields } from '../../src/modules/payment/unionpay/unionpay-wire.js'
import { expectSoundShop, orderOf, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openCashier, startWith } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

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
  ann = await shopperOf(shop, `138000074${String((shoppers += 1)).padStart(2, '0')}`)
  orderId = (await placeNow(ann, [{ skuId, qty: 1 }])).id
  const start = await startWith(ann, orderId, 'unionpay_wap')
  attemptNo = start.attemptNo
  await openCashier(shop, start)
})

interface Signer {
  certificate: string
  privateKey: string
}
const keys = (): { merchant: Signer; signer: Signer } & Record<string, unknown> =>
  (
    JSON.parse(readFileSync(join(shop.simulator.dataDir, 'simulator', 'keys.json'), 'utf8')) as {
      unionpay: { merchant: Signer; signer: Signer }
    }
  ).unionpay as { merchant: Signer; signer: Signer } & Record<string, unknown>

/** A form with everything right but, perhaps, whose key signed it and whose certificate it shows. */
const formOf = (shown: Signer, signing: Signer, changes: Fields = {}): string => {
  const certificates = { rootCertificate: signing.certificate, middleCertificate: signing.certificate }
  const account = { ...certificates, ...signing, baseUrl: '', merchantId: '', owner: '' }
  const fields = new UnionpayTrust(account, shop.clock).signed({
    merId: '000000000514A15',
    orderId: attemptNo,
    txnTime: unionpayTime(shop.clock.now()),
    txnType: '01',
    txnSubType: '01',
    bizType: '000201',
    accessType: '0',
    txnAmt: '9900',
    currencyCode: '156',
    traceTime: unionpayTime(shop.clock.now()).slice(4),
    queryId: `forged-${attemptNo}`,
    respCode: '00',
    respMsg: 'Success!',
    signPubKeyCert: shown.certificate,
    ...changes,
  })
  return new URLSearchParams(fields).toString()
}

const post = (payload: string, what = 'payments') =>
  shop.app.inject({
    method: 'POST',
    url: `/api/notify/unionpay/${what}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload,
  })

const expectUnpaid = async (): Promise<void> => {
  expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0 })
  expect((await orderOf(ann, orderId)).state).toBe('pending_payment')
}

const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

describe('a notice that UnionPay did not sign', () => {
  it.each<[string, () => string]>([
    ['by a merchant with a certificate of the same root', () => formOf(keys().merchant, keys().merchant)],
    ['by a merchant who shows UnionPay’s certificate', () => formOf(keys().signer, keys().merchant)],
    ['in the old version', () => formOf(keys().signer, keys().signer, { version: '5.0.0' })],
    ['in another way', () => formOf(keys().signer, keys().signer, { signMethod: '11' })],
    ['with a name twice', () => `${formOf(keys().signer, keys().signer)}&txnAmt=9900`],
    ['by nobody', () => `orderId=${attemptNo}&respCode=00&version=5.1.0&signMethod=01`],
    ['with nothing in it', () => ''],
    ['with broken escapes', () => 'version=5.1.0&signature=%E0%A4%A&orderId=%'],
  ])('but is signed %s, is refused without a trace', async (_, form) => {
    expect((await post(form())).statusCode).toBe(401)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ notices: 0, incidents: [] })
    await expectUnpaid()
  })

  it.each(['forge', 'bad_signature', 'unsigned', 'old_version'])(
    '(%s) is refused, and the genuine one that follows is taken',
    async (kind) => {
      await shop.simulator.setFaults({ channel: 'unionpay', operation: 'notify', kind, times: 1 })
      await shop.simulator.pay(attemptNo)
      await arrive()
      const [notice] = await shop.simulator.notices(attemptNo)
      expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted'])
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 1 })
    },
  )
})

describe('a notice that UnionPay signed', () => {
  // The keys of the simulator itself, for what no fault of its own would say.
  const genuine = (changes: Fields = {}): string => formOf(keys().signer, keys().signer, changes)

  it('is no fact while UnionPay, when asked, has never heard of the payment', async () => {
    expect((await post(genuine())).statusCode).toBe(503)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ notices: 0, incidents: [] })
    await expectUnpaid()
  })

  it('is not acknowledged while the question stays open, and settles when it comes again', async () => {
    await shop.simulator.setFaults({ channel: 'unionpay', operation: 'query', kind: 'undecided', times: 1 })
    await shop.simulator.pay(attemptNo)
    await arrive()
    const [notice] = await shop.simulator.notices(attemptNo)
    expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted'])
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 1 })
  })

  it.each(['wrong_amount', 'other_merchant', 'other_currency', 'other_time'])(
    'of another payment (%s) is acknowledged, kept apart and told to a person',
    async (kind) => {
      await shop.simulator.setFaults({ channel: 'unionpay', operation: 'notify', kind, times: 1 })
      await shop.simulator.pay(attemptNo)
      await arrive()
      const [notice] = await shop.simulator.notices(attemptNo)
      expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['accepted'])
      expect((await attemptFacts(shop, attemptNo)).incidents).toEqual(['mismatch'])
      await expectUnpaid()
    },
  )

  it('of a number that is nobody’s is kept apart and told to a person', async () => {
    const stranger = '26030100000000000000'
    expect((await post(genuine({ orderId: stranger }))).statusCode).toBe(200)
    expect((await post(genuine({ orderId: stranger, txnType: '04' }), 'refunds')).statusCode).toBe(200)
    const incidents = await shop.database.rows(`select kind from payment_incidents where reference = $1`, [stranger])
    expect(incidents).toEqual([{ kind: 'unknown_number' }])
    await expectUnpaid()
  })

  it('of a refund is none of a payment, and the other way round', async () => {
    expect((await post(genuine({ txnType: '04' }))).statusCode).toBe(401)
    expect((await post(genuine(), 'refunds')).statusCode).toBe(401)
    await expectUnpaid()
  })

  it('of a payment that did not succeed is noted and moves nothing', async () => {
    expect((await post(genuine({ respCode: '01' }))).statusCode).toBe(200)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ notices: 1, incidents: [] })
    await expectUnpaid()
  })

  it('that comes again after 25 hours, many times at once, changes nothing', async () => {
    await shop.simulator.pay(attemptNo)
    await arrive()
    await passTime(shop, 25 * hourMs)
    const [notice] = await shop.simulator.notices(attemptNo)
    const copies = await shop.simulator.resend(notice?.id ?? '', 20)
    expect(new Set(copies.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']))
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 1, refunds: [] })
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
