import { minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WechatKeyring } from '../../src/modules/payment/wechat/wechat-keyring.js'
import { expectSoundShop, orderOf, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise, openCashier, startWith } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

const atConsole = async (path: string, mode: string): Promise<void> => {
  const answer = await fetch(`${shop.simulator.url}/console/api/wechat/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  })
  expect(answer.status).toBe(200)
}

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  await atConsole('key-mode', 'public_key')
  await atConsole('merchant-key', 'first')
  // Beyond the minute in which WeChat is not asked for its keys again.
  await passTime(shop, 2 * minuteMs)
  ann = await shopperOf(shop, `138000075${String((shoppers += 1)).padStart(2, '0')}`)
})

const begun = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const { id: orderId } = await placeNow(ann, [{ skuId, qty: 1 }])
  return { orderId, attemptNo: (await startWith(ann, orderId, 'wechat_h5')).attemptNo }
}

/** How each try of telling was taken, and what the books say then. */
const told = async (attemptNo: string): Promise<{ outcomes: string[]; paid: number; notices: number }> => {
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
  await shop.settle()
  const [notice] = await shop.simulator.notices(attemptNo)
  const { paidPostings: paid, notices } = await attemptFacts(shop, attemptNo)
  return { outcomes: notice?.attempts.map(({ outcome }) => outcome) ?? [], paid, notices }
}

const fault = (operation: string, kind: string, times = 1) =>
  shop.simulator.setFaults({ channel: 'wechat', operation, kind, times })
const serials = (): string[] => Object.keys(shop.get(WechatKeyring).platformKeys)

describe('keys WeChat signs with', () => {
  it('#17 the public key and a certificate are taken side by side, at one time', async () => {
    for (const mode of ['public_key', 'certificate_a', 'public_key']) {
      await atConsole('key-mode', mode)
      const { attemptNo } = await begun()
      expect(await told(attemptNo)).toEqual({ outcomes: ['accepted'], paid: 1, notices: 1 })
    }
  })

  it('#14 a serial nobody knows is asked for once, and then refused', async () => {
    const { orderId, attemptNo } = await begun()
    const before = serials()
    await fault('notify', 'unknown_serial', 3)
    expect((await told(attemptNo)).outcomes).toEqual(['refused', 'refused', 'refused', 'accepted'])
    expect(serials()).toEqual(before)
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it.each(['forge', 'bad_signature', 'unsigned', 'stale_timestamp', 'lose', 'error_5xx'])(
    '#14 certificates that come spoilt by %s are not taken, and what they signed is refused',
    async (kind) => {
      const { attemptNo } = await begun()
      const before = serials()
      await atConsole('key-mode', 'certificate_b')
      await passTime(shop, 2 * minuteMs)
      await shop.simulator.setFaults(
        { channel: 'wechat', operation: 'certificates', kind, times: 99 },
        { channel: 'wechat', operation: 'notify', kind: 'lose', times: 99 },
      )
      expect(await shop.get(WechatKeyring).learn()).toBe(false)
      expect(serials()).toEqual(before)
      expect((await attemptFacts(shop, attemptNo)).state).toBe('open')
    },
  )

  it('#17 a new certificate signs while the old one still holds: it is learnt by the first notice, which is taken', async () => {
    const { orderId, attemptNo } = await begun()
    const before = serials()
    await atConsole('key-mode', 'certificate_b')
    await passTime(shop, 2 * minuteMs)
    expect((await told(attemptNo)).outcomes).toEqual(['accepted'])
    expect(serials()).toHaveLength(before.length + 1)
    expect((await orderOf(ann, orderId)).state).toBe('paid')

    // Now that it is known, an answer by either is as good.
    for (const mode of ['certificate_b', 'certificate_a']) {
      await atConsole('key-mode', mode)
      expect((await told((await begun()).attemptNo)).paid).toBe(1)
    }
  })

  it('#15 a probe with a signature that is none is refused and leaves the door open', async () => {
    const { attemptNo } = await begun()
    await fault('notify', 'signtest', 2)
    expect(await told(attemptNo)).toEqual({ outcomes: ['refused', 'refused', 'accepted'], paid: 1, notices: 1 })
  })

  it('#16 a stamp older than five minutes is refused, and the same notice stamped anew is taken', async () => {
    const { attemptNo } = await begun()
    await fault('notify', 'stale_timestamp', 1)
    expect(await told(attemptNo)).toEqual({ outcomes: ['refused', 'accepted'], paid: 1, notices: 1 })
  })
})

describe('the key of the API', () => {
  it('#18 what was sealed with the one before it is opened all the same', async () => {
    const { attemptNo } = await begun()
    await fault('notify', 'key_before', 1)
    expect(await told(attemptNo)).toEqual({ outcomes: ['accepted'], paid: 1, notices: 1 })
  })

  it('#18 what nobody here can open is not acknowledged, so that it comes again', async () => {
    const { attemptNo } = await begun()
    await fault('notify', 'foreign_key', 2)
    expect(await told(attemptNo)).toEqual({ outcomes: ['refused', 'refused', 'accepted'], paid: 1, notices: 1 })
    const [notice] = await shop.simulator.notices(attemptNo)
    expect(notice?.attempts.map(({ httpStatus }) => httpStatus)).toEqual([503, 503, 200])
  })
})

describe('our own key', () => {
  it('#17 changes while orders are paid: the old one until it is refused, the new one from then on', async () => {
    await authorise(shop, ann, 'wechat_mp')
    const first = shop.get(WechatKeyring).merchant.serial
    for (const mode of ['first', 'both', 'next']) {
      await atConsole('merchant-key', mode)
      // A call of the client is signed by the key as well, and the phone checks it.
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      const start = await startWith(ann, id, 'wechat_mp')
      await openCashier(shop, start)
      expect((await told(start.attemptNo)).paid).toBe(1)
      expect(shop.get(WechatKeyring).merchant.serial === first).toBe(mode !== 'next')
    }
    // A question, too, goes out under the key that is taken.
    const { attemptNo } = await begun()
    await fault('notify', 'lose', 99)
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    expect((await attemptFacts(shop, attemptNo)).paidPostings).toBe(1)
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await expectSoundShop(shop)
})
