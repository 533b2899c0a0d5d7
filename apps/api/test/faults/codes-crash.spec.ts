import { afterAll, beforeAll, expect, it } from 'vitest'
import { DeliverEvent } from '../../src/infra/outbox/deliver-event.js'
import { runAudit, violationsIn } from '../../src/audit/run-audit.js'
import { freshKey, orderOf, startPaying } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const MOST_STEPS = 40
const HAND_OVER = 'order.hand-over-at-once'

let shop: WholeShop
let crash: Crash
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  ann = await shopperOf(shop, '13800032001')
  const { skus } = await new MadeGoods(shop).product({ kind: 'card_secret', stock: MOST_STEPS * 2 })
  skuId = skus[0]?.skuId ?? ''
  crash = Crash.on(shop.database)
})
afterAll(() => shop.close())

/** An order of two codes whose money is here; nobody has heard of it yet. */
const paidOrder = async (): Promise<string> => {
  const lines = [{ skuId, qty: 2 }]
  const { quoteId } = await ann.api.order.quote({ body: { source: 'buyNow', lines } })
  const body = { source: 'buyNow' as const, lines, quoteId }
  const { id } = await ann.api.order.place({ body, idempotencyKey: freshKey() })
  const { attemptNo } = await startPaying(ann, id)
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
  const told = await shop.database.rows<{ id: string }>(
    `select o.id from outbox o where o.name = 'payment.succeeded'
        and not exists (select 1 from handled_events h where h.event_id = o.id)`,
  )
  for (const event of told) await shop.get(DeliverEvent).run(event.id, 'order.on-payment-succeeded')
  return id
}
const paidEventOf = (orderId: string): Promise<{ id: string }> =>
  shop.database.one(`select id from outbox where name = 'order.paid' and payload ->> 'orderId' = $1`, [orderId])
const codesOf = async (orderId: string): Promise<number> =>
  (
    await shop.database.one<{ codes: number }>(
      `select count(*) as codes from card_secrets where order_id = $1 and state = 'issued'`,
      [orderId],
    )
  ).codes

it('a shop that dies anywhere between the money and the code gives each piece one code, and no second', async () => {
  let deaths = 0
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const orderId = await paidOrder()
    const { id } = await paidEventOf(orderId)
    crash.at(step)
    await shop
      .get(DeliverEvent)
      .run(id, HAND_OVER)
      .catch(() => undefined)
    const died = crash.happened
    crash.restart()
    // Either nothing happened or all of it did; the queue brings the event again, and again.
    expect([0, 2]).toContain(await codesOf(orderId))
    await shop.get(DeliverEvent).run(id, HAND_OVER)
    await shop.get(DeliverEvent).run(id, HAND_OVER)
    const { state, codes, lines } = await orderOf(ann, orderId)
    expect([state, codes.length, lines[0]?.shippedQty]).toEqual(['shipped', 2, 2])
    if (!died) break
    deaths += 1
  }
  expect(deaths).toBeGreaterThan(8)
  expect(deaths).toBeLessThan(MOST_STEPS)
  const findings = await runAudit(shop.databaseUrl)
  expect(findings.filter((finding) => violationsIn([finding]) > 0)).toEqual([])
})
