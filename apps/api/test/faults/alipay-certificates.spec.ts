import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { minuteMs, secondMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AlipayClient, alipayAccountOf } from '../../src/modules/payment/index.js'
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
  shop = await startWholeShop({ env: { ...SLOW_MACHINE, ALIPAY_CERTIFICATES: 'true' } })
  skuId = (await new MadeGoods(shop).product({ stock: 50, pricesFen: [9_907] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000087${String((shoppers += 1)).padStart(2, '0')}`)
  await authorise(shop, ann, 'alipay_mp')
})

const begun = async (channel: 'alipay_mp' | 'alipay_wap' | 'alipay_page') => {
  const { id: orderId } = await placeNow(ann, [{ skuId, qty: 1 }])
  const start = await startWith(ann, orderId, channel)
  await openCashier(shop, start)
  return { orderId, attemptNo: start.attemptNo }
}

describe('with certificates in place of keys', () => {
  it.each(['alipay_mp', 'alipay_wap', 'alipay_page'] as const)('%s is paid, told and given back', async (channel) => {
    const { orderId, attemptNo } = await begun(channel)
    await shop.simulator.pay(attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    expect((await orderOf(ann, orderId)).state).toBe('paid')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 1, incidents: [] })

    const late = await begun(channel)
    await ann.api.order.cancel({ params: { id: late.orderId } })
    await shop.simulator.payLate(late.attemptNo)
    await shop.simulator.settled()
    await eventually(async () => {
      await passTime(shop, minuteMs)
      await shop.sweep('payment.refunds')
      return (await attemptFacts(shop, late.attemptNo)).refunds[0]?.state === 'succeeded'
    })
  })

  it('an answer that names another certificate is none, however well it is signed', async () => {
    const { orderId, attemptNo } = await begun('alipay_mp')
    await shop.simulator.setFaults(
      { channel: 'alipay', operation: 'notify', kind: 'lose', times: 99 },
      { channel: 'alipay', operation: 'query', kind: 'unknown_serial', times: 1 },
    )
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0 })
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it('a call under another certificate, or beside another root, is refused by the gateway', async () => {
    const account = alipayAccountOf(shop.config)
    const certificates = account?.certificates
    if (account === undefined || certificates === undefined) throw new Error('the shop has no certificates')
    const { app, root } = certificates
    const asked = (changed: typeof certificates) =>
      new AlipayClient({ ...account, certificates: changed }).call('/v3/alipay/trade/query', { out_trade_no: 'X1' })
    expect(await asked(certificates)).toMatchObject({ kind: 'refused', code: 'TRADE_NOT_EXIST' })
    expect(await asked({ ...certificates, app: root })).toMatchObject({ code: 'isv.invalid-app-cert-sn' })
    expect(await asked({ ...certificates, root: app })).toMatchObject({ code: 'isv.invalid-root-cert-sn' })
    // The files are the console's own.
    const filed = JSON.parse(readFileSync(join(shop.simulator.dataDir, 'simulator', 'merchant.json'), 'utf8')) as {
      alipay: { certificates: unknown }
    }
    expect(filed.alipay.certificates).toEqual(certificates)
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await expectSoundShop(shop)
})
