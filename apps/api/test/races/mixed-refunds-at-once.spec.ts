import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DeliverEvent } from '../../src/infra/outbox/deliver-event.js'
import { Reactions } from '../../src/infra/worker/reactions.js'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { freshKey, orderOf, placeNow } from '../support/buying.js'
import { DyingStage } from '../support/dying-stage.js'
import { addressIn, FAR, FAR_FEN, goodsByRegion, HERE_FEN, sendTo } from '../support/far-away.js'
import { attemptFacts } from '../support/payment-facts.js'
import type { Shopper } from '../support/shopper.js'
import { openStoredValue, partsOf, PASSWORD, setPassword } from '../support/stored-desk.js'
import type { WholeShop } from '../support/whole-shop.js'

/** Of the first term the balance pays a part and a channel the rest; what a farther way costs is paid by the balance alone. */
const PART_FEN = 500

let stage: DyingStage
let shop: WholeShop
let ann: Shopper
let skuId: string
let people = 0

beforeAll(async () => {
  stage = await DyingStage.open()
  shop = stage.shop
  skuId = await goodsByRegion(shop, stage.desk)
  await openStoredValue(shop)
})
afterAll(async () => {
  await stage.end()
  await shop.close()
})
beforeEach(async () => {
  await stage.quiet()
  ann = await stage.somebody(`138000647${String((people += 1)).padStart(2, '0')}`)
  await setPassword(shop, ann)
  const body = { amountFen: 10_000, channel: 'wechat_h5' as const, container: 'mobile-browser' as const }
  const { pay } = await ann.api.storedValue.startRecharge({ body, idempotencyKey: freshKey() })
  await stage.paid(pay.attemptNo)
})

const startsWith = (id: string, amountFen: number | 'most', channel?: 'wechat_h5') =>
  ann.api.order.startPayment({
    params: { id },
    body: { ...(channel === undefined ? {} : { channel }), balance: { amountFen, password: PASSWORD } },
    idempotencyKey: freshKey(),
  })
const paidByBoth = async (): Promise<{ orderId: string; attemptNo: string; restFen: number }> => {
  const { id: orderId } = await placeNow(ann, [{ skuId, qty: 1 }])
  const { attemptNo, amountFen: restFen } = await startsWith(orderId, PART_FEN, 'wechat_h5')
  await stage.paid(attemptNo)
  return { orderId, attemptNo, restFen }
}

/** What was told that money has arrived with whoever paid this order, oldest first, and by which tender. */
const arrivals = (orderId: string) =>
  shop.database.rows<{ id: string; channel: string }>(
    `select o.id, a.channel from outbox o join refunds r on r.id::text = o.payload ->> 'refundId'
       join payment_attempts a on a.id = r.attempt_id join order_terms t on t.id::text = o.payload -> 'subject' ->> 'id'
      where o.name = 'payment.refund_succeeded' and t.order_id = $1 order by o.seq`,
    [orderId],
  )
const hears = async (eventId: string): Promise<void> => {
  for (const { handler } of shop.get(Reactions).of('payment.refund_succeeded'))
    await shop.get(DeliverEvent).run(eventId, handler)
}
const told = async (name: string, orderId: string): Promise<number> =>
  (
    await shop.database.one<{ n: number }>(
      `select count(*)::int as n from outbox where name = $1 and payload ->> 'orderId' = $2`,
      [name, orderId],
    )
  ).n
const expectEndedOnce = async (orderId: string): Promise<void> => {
  expect((await orderOf(ann, orderId)).state).toBe('refunded')
  expect([await told('order.refund_arrived', orderId), await told('order.refunded', orderId)]).toEqual([1, 1])
  expect(await partsOf(ann)).toEqual([10_000, 2_000])
}

describe('an order paid by a channel and a balance, and by the balance once more', () => {
  const ORDERS: Readonly<Record<string, (byBalance: string, byChannel: string) => Promise<void>>> = {
    'of the balance first': async (byBalance, byChannel) => {
      await hears(byBalance)
      await hears(byChannel)
    },
    'of the channel first': async (byBalance, byChannel) => {
      await hears(byChannel)
      await hears(byBalance)
    },
    'of both at once, each three times': async (byBalance, byChannel) => {
      const { rejected } = await parallel(6, (n) => hears(n % 2 === 0 ? byBalance : byChannel))
      expect(rejected).toEqual([])
    },
  }

  it.each(Object.entries(ORDERS))('ends once when the news comes %s', async (_, hearsBoth) => {
    const { orderId, attemptNo, restFen } = await paidByBoth()
    await sendTo(ann, orderId, await addressIn(shop, ann, FAR), FAR_FEN - HERE_FEN)
    expect((await startsWith(orderId, 'most')).pay.kind).toBe('paid')
    await stage.hears()
    await (
      await stage.cancellationOf(orderId)
    )()
    // The balance has everything back at once; of the first term nobody has heard before its channel says so.
    expect(await partsOf(ann)).toEqual([10_000, 2_000])
    expect((await arrivals(orderId)).map(({ channel }) => channel)).toEqual(['balance'])
    expect((await orderOf(ann, orderId)).state).toBe('paid')
    await stage.backAtGateway(attemptNo, restFen)
    await stage.tells(attemptNo, true)
    const [byBalance, byChannel, ...others] = await arrivals(orderId)
    expect([byBalance?.channel, byChannel?.channel, others]).toEqual(['balance', 'wechat_h5', []])
    await hearsBoth(byBalance?.id ?? '', byChannel?.id ?? '')
    await stage.hears()
    await expectEndedOnce(orderId)
  })

  it('stays under its hold while only the balance’s news was heard, and the other way round', async () => {
    const { orderId, attemptNo, restFen } = await paidByBoth()
    await sendTo(ann, orderId, await addressIn(shop, ann, FAR), FAR_FEN - HERE_FEN)
    await startsWith(orderId, 'most')
    await stage.hears()
    await (
      await stage.cancellationOf(orderId)
    )()
    const [byBalance] = await arrivals(orderId)
    await hears(byBalance?.id ?? '')
    expect((await orderOf(ann, orderId)).state).toBe('paid')
    expect(await told('order.refund_arrived', orderId)).toBe(0)
    await stage.hears()
    expect((await orderOf(ann, orderId)).state).toBe('paid')
    await stage.backAtGateway(attemptNo, restFen)
    await stage.tells(attemptNo, true)
    await stage.hears()
    await expectEndedOnce(orderId)
  })
})

describe('a mixed payment given back', () => {
  it('while its channel’s notice, the sweep and the desk meet: each tender has its share once', async () => {
    const { orderId, attemptNo, restFen } = await paidByBoth()
    const cancels = await stage.cancellationOf(orderId)
    const { rejected } = await parallel(4, cancels)
    expect(rejected).toEqual([])
    await stage.backAtGateway(attemptNo, restFen)
    await Promise.all([stage.tells(attemptNo, true), shop.sweep('payment.refunds'), stage.tells(attemptNo, true)])
    await stage.comesBack(attemptNo, restFen)
    expect((await arrivals(orderId)).map(({ channel }) => channel)).toEqual(['wechat_h5'])
    await expectEndedOnce(orderId)
  })

  it('for an after-sale, which is done when the channel’s part is there and not before', async () => {
    const { orderId, attemptNo, restFen } = await paidByBoth()
    const desk = new AfterSaleDesk(shop, ann, stage.desk)
    await desk.ship(orderId)
    await stage.hears()
    const { id } = await desk.apply(await orderOf(ann, orderId), 1, { kind: 'refund_only', reason: 'quality' })
    await desk.approve(id)
    const { refundFen } = await sharesOf(orderId)
    await stage.hears()
    expect((await desk.one(id)).state).toBe('refunding')
    await stage.backAtGateway(attemptNo, refundFen)
    await stage.tells(attemptNo, true)
    const [arrival] = await arrivals(orderId)
    const { rejected } = await parallel(4, () => hears(arrival?.id ?? ''))
    expect(rejected).toEqual([])
    await stage.hears()
    expect((await desk.one(id)).state).toBe('done')
    expect(refundFen).toBeLessThanOrEqual(restFen)
    expect((await attemptFacts(shop, attemptNo)).refunds.map(({ state }) => state)).toEqual(['succeeded'])
    expect(await told('order.refund_arrived', orderId)).toBe(1)
  })

  const sharesOf = async (orderId: string): Promise<{ refundFen: number }> =>
    shop.database.one(
      `select r.amount_fen as "refundFen" from refunds r join payment_attempts a on a.id = r.attempt_id
         join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
        where t.order_id = $1 and a.channel <> 'balance'`,
      [orderId],
    )
})
