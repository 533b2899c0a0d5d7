import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAudit, violationsIn } from '../../src/audit/run-audit.js'
import { DeliverEvent } from '../../src/infra/outbox/deliver-event.js'
import { freshKey, operatorOf, orderOf, patiently, startPaying, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const BUYERS = 50
const HAND_OVER = 'order.hand-over-at-once'

let shop: WholeShop
let goods: MadeGoods
let operator: ShopClient
let buyers: Shopper[]

beforeAll(async () => {
  // Nobody hears an event before the test lets them all be heard at once.
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  goods = new MadeGoods(shop)
  operator = await operatorOf(shop)
  const phones = Array.from({ length: BUYERS }, (_, n) => `138000310${String(n).padStart(2, '0')}`)
  buyers = []
  for (const phone of phones) buyers.push(await shopperOf(shop, phone))
}, 120_000)
afterAll(() => shop.close())

const codes = async (stock: number): Promise<{ productId: string; skuId: string }> => {
  const { spuId, skus } = await goods.product({ kind: 'card_secret', stock, pricesFen: [900] })
  return { productId: spuId, skuId: skus[0]?.skuId ?? '' }
}
const buy = (who: Shopper, skuId: string) => async (): Promise<{ who: Shopper; orderId: string }> => {
  const lines = [{ skuId, qty: 1 }]
  const { quoteId } = await patiently(() => who.api.order.quote({ body: { source: 'buyNow', lines } }))
  const idempotencyKey = freshKey()
  const body = { source: 'buyNow' as const, lines, quoteId }
  return { who, orderId: (await patiently(() => who.api.order.place({ body, idempotencyKey }))).id }
}
/** The audit of a shop in which nobody works: what was told and not heard yet is no fault of it. */
const expectSound = async (): Promise<void> => {
  const findings = await runAudit(shop.databaseUrl)
  expect(findings.filter((finding) => violationsIn([finding]) > 0)).toEqual([])
}
const unheard = (event: string): Promise<{ id: string }[]> =>
  shop.database.rows(
    `select o.id from outbox o where o.name = $1 and not exists (select 1 from handled_events h where h.event_id = o.id)`,
    [event],
  )

/** Everybody pays at the gateway; the shop has the money and has told nobody yet. */
const payAll = async (bought: readonly { who: Shopper; orderId: string }[]): Promise<void> => {
  for (const { who, orderId } of bought) {
    const { attemptNo } = await patiently(() => startPaying(who, orderId))
    await shop.simulator.pay(attemptNo)
  }
  await shop.simulator.settled()
  const deliver = shop.get(DeliverEvent)
  for (const { id } of await unheard('payment.succeeded')) await deliver.run(id, 'order.on-payment-succeeded')
}

describe.each([BUYERS, BUYERS - 1])('fifty buyers at once on %i codes', (stock) => {
  it('each who paid has exactly one, and none has another’s', async () => {
    const { skuId } = await codes(stock)
    const { fulfilled, rejected } = await parallel(BUYERS, (n) => buy(buyers[n] as Shopper, skuId)())
    expect(rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal)))).toEqual(
      stock < BUYERS ? ['OUT_OF_STOCK'] : [],
    )
    await payAll(fulfilled)
    const events = await unheard('order.paid')
    expect(events).toHaveLength(stock)
    // Every event twice, as a queue that lost its memory would bring them.
    const deliver = shop.get(DeliverEvent)
    const heard = await parallel(stock * 2, (n) => deliver.run(events[n % stock]?.id ?? '', HAND_OVER))
    expect(heard.rejected).toEqual([])

    const seen: string[] = []
    for (const { who, orderId } of fulfilled) {
      const { state, codes: given } = await orderOf(who, orderId)
      expect([state, given.length]).toEqual(['shipped', 1])
      seen.push(given[0]?.text ?? '')
    }
    expect(new Set(seen).size).toBe(stock)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 0, reserved: 0 })
    await expectSound()
  }, 120_000)
})

describe('two operators at once', () => {
  it('enter the same codes once, and the other is told which', async () => {
    const { productId, skuId } = await codes(1)
    const secrets = Array.from({ length: 40 }, (_, n) => `SAME-${n}`)
    const enter = (batch: string) =>
      operator.inventory.enterSecrets({
        params: { id: productId },
        body: { skuId, batch, secrets, dryRun: false },
        idempotencyKey: freshKey(),
      })
    const { fulfilled, rejected } = await parallel(4, (n) => enter(`第 ${n} 批`))
    expect(fulfilled).toEqual([{ count: 40, flaws: [] }])
    for (const refusal of rejected) {
      const { code, details } = (refusal as Refused).body
      expect([code, (details as { flaws: unknown[] }).flaws.length]).toEqual(['SECRETS_REFUSED', 40])
    }
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 41, reserved: 0 })
  })

  it('strike a batch out while it is sold: what was sold is kept, the rest is gone', async () => {
    const { productId, skuId } = await codes(10)
    const voiding = () =>
      operator.inventory.voidSecrets({
        params: { id: productId },
        body: { skuId, reason: '泄露', batch: '开业' },
        idempotencyKey: freshKey(),
      })
    const { fulfilled } = await parallel(11, async (n) => (n === 10 ? voiding() : buy(buyers[n] as Shopper, skuId)()))
    expect(fulfilled.length).toBeGreaterThan(0)
    await expectSound()
  })
})
