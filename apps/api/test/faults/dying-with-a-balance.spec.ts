import { minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshKey, orderOf, placeNow } from '../support/buying.js'
import { DyingStage } from '../support/dying-stage.js'
import { expectDeathAtEach, type UntilDeath } from '../support/fail-points.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import type { Shopper } from '../support/shopper.js'
import { balanceOf, openStoredValue, partsOf, PASSWORD, setPassword } from '../support/stored-desk.js'
import type { WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

/** An order, the part of it that the balance pays beside a channel, and a recharge that brings no bonus. */
const [PRICE_FEN, PART_FEN, RECHARGE_FEN] = [6_000, 1_000, 5_000]
const REST_FEN = PRICE_FEN - PART_FEN

let stage: DyingStage
let shop: WholeShop
let ann: Shopper
let skuId: string
let people = 0
/** Of the balance when the life began. */
let before: readonly [number, number]

beforeAll(async () => {
  stage = await DyingStage.open()
  shop = stage.shop
  skuId = (await new MadeGoods(shop).product({ stock: 2_000, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
  await openStoredValue(shop)
})
afterAll(() => shop.close())
/** Somebody new for each kind of life, with enough for all of them. */
beforeEach(async () => {
  await stage.quiet()
  ann = await stage.somebody(`138000645${String((people += 1)).padStart(2, '0')}`)
  await setPassword(shop, ann)
  for (let times = 0; times < 8; times += 1) await stage.paid((await recharging().call()).pay.attemptNo)
})

const recharging = (amountFen = RECHARGE_FEN) => {
  const body = { amountFen, channel: 'wechat_h5' as const, container: 'mobile-browser' as const }
  const given = { body, idempotencyKey: freshKey() }
  return { call: () => ann.api.storedValue.startRecharge(given) }
}
const rechargeOf = (id: string) => ann.api.storedValue.recharge({ params: { id } })
const placed = async (): Promise<string> => (await placeNow(ann, [{ skuId, qty: 1 }])).id
const password = PASSWORD
const payingBoth = (id: string) => {
  const body = { channel: 'wechat_h5' as const, balance: { amountFen: PART_FEN, password } }
  const given = { params: { id }, body, idempotencyKey: freshKey() }
  return () => ann.api.order.startPayment(given)
}
/** Both tenders begun: the balance's is held, the channel waits for the payer. */
const begun = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const orderId = await placed()
  return { orderId, attemptNo: (await payingBoth(orderId)()).attemptNo }
}
const paidByBoth = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const both = await begun()
  await stage.paid(both.attemptNo)
  return both
}
/** Paid by both and taken back whole, with everything heard that follows from it; the channel's part is still to be sent. */
const givenBack = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const both = await paidByBoth()
  await (
    await stage.cancellationOf(both.orderId)
  )()
  await stage.hears()
  return both
}

const expectPutIn = async (fen: number): Promise<void> => {
  const [principal, bonus] = before
  expect(await partsOf(ann)).toEqual([principal + fen, bonus])
  expect((await balanceOf(ann)).heldFen).toBe(0)
}
/** Room below the cap is kept for what is under way only. */
const expectNothingAwaited = async (): Promise<void> => {
  const { expected } = await shop.database.one<{ expected: number }>(
    `select expected_fen as expected from stored_accounts where member_id = $1`,
    [ann.memberId],
  )
  expect(expected).toBe(0)
}
const expectPaidByBoth = async (orderId: string, attemptNo: string): Promise<void> => {
  await stage.hears()
  expect((await orderOf(ann, orderId)).state).toBe('paid')
  expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, refunds: [] })
  await expectPutIn(-PART_FEN)
}
/** Each tender has its share back, once, and it was told once that the money has arrived. */
const expectBothBack = async (orderId: string, attemptNo: string): Promise<void> => {
  await stage.comesBack(attemptNo, REST_FEN)
  await expectPutIn(0)
  expect(await orderOf(ann, orderId)).toMatchObject({ state: 'refunded', refundedFen: PRICE_FEN })
  const { told } = await shop.database.one<{ told: number }>(
    `select count(*)::int as told from outbox o join order_terms t on t.id::text = o.payload -> 'subject' ->> 'id'
      where o.name = 'payment.refund_succeeded' and t.order_id = $1`,
    [orderId],
  )
  expect(told).toBe(1)
}
const expectRechargeBack = async (attemptNo: string): Promise<void> => {
  await stage.comesBack(attemptNo, RECHARGE_FEN)
  await expectPutIn(0)
}

const LIVES: Readonly<Record<string, (untilDeath: UntilDeath) => Promise<void>>> = {
  '#21 beginning a recharge': async (untilDeath) => {
    const { call } = recharging()
    await untilDeath(call)
    const { id, pay } = await call()
    await stage.paid(pay.attemptNo)
    expect((await rechargeOf(id)).state).toBe('paid')
    await expectPutIn(RECHARGE_FEN)
  },
  'beginning a recharge in the place of another': async (untilDeath) => {
    const first = await recharging().call()
    const { call } = recharging(10_000)
    await untilDeath(call)
    const { id, pay } = await call()
    expect([(await rechargeOf(first.id)).state, (await rechargeOf(id)).state]).toEqual(['closed', 'open'])
    await stage.paid(pay.attemptNo)
    const [principal, bonus] = before
    expect(await partsOf(ann)).toEqual([principal + 10_000, bonus + 2_000])
  },
  'paying a recharge with another product': async (untilDeath) => {
    const { id, pay } = await recharging().call()
    const body = { channel: 'wechat_native' as const, container: 'desktop-browser' as const }
    const call = { params: { id }, body, idempotencyKey: freshKey() }
    await untilDeath(() => ann.api.storedValue.payRecharge(call))
    const again = await ann.api.storedValue.payRecharge(call)
    expect((await attemptFacts(shop, pay.attemptNo)).state).toBe('closed')
    await stage.paid(again.pay.attemptNo)
    await expectPutIn(RECHARGE_FEN)
  },
  '#22 taking a notice that a recharge is paid': async (untilDeath) => {
    const { id, pay } = await recharging().call()
    await shop.simulator.pay(pay.attemptNo)
    await untilDeath(() => stage.tells(pay.attemptNo))
    await stage.tells(pay.attemptNo)
    expect((await rechargeOf(id)).state).toBe('paid')
    await expectPutIn(RECHARGE_FEN)
  },
  'asking whether a recharge is paid': async (untilDeath) => {
    const { pay } = await recharging().call()
    await shop.simulator.pay(pay.attemptNo)
    await passTime(shop, 10 * secondMs)
    await untilDeath(() => shop.sweep('payment.attempts'))
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await stage.tells(pay.attemptNo)
    await expectPutIn(RECHARGE_FEN)
  },
  '#5 ending a recharge that nobody paid': async (untilDeath) => {
    const { id, pay } = await recharging().call()
    await passTime(shop, 31 * minuteMs)
    await untilDeath(() => shop.sweep('payment.recharges'))
    await passTime(shop, minuteMs)
    await shop.sweep('payment.recharges')
    expect((await rechargeOf(id)).state).toBe('closed')
    expect((await attemptFacts(shop, pay.attemptNo)).state).toBe('closed')
    await expectNothingAwaited()
    await expectPutIn(0)
  },
  'choosing another password': async (untilDeath) => {
    const chosen = '802579'
    const change = (from: string, to: string) =>
      ann.api.storedValue.setPassword({ body: { by: 'current', current: from, password: to } })
    await untilDeath(() => change(password, chosen))
    // Whoever heard nothing tries again with either.
    await change(password, chosen).catch(() => change(chosen, chosen))
    await change(chosen, password)
    await expectPutIn(0)
  },
  '#21 paying by the balance alone': async (untilDeath) => {
    const id = await placed()
    const body = { balance: { amountFen: 'most' as const, password } }
    const given = { params: { id }, body, idempotencyKey: freshKey() }
    await untilDeath(() => ann.api.order.startPayment(given))
    expect((await ann.api.order.startPayment(given)).pay.kind).toBe('paid')
    await stage.hears()
    expect((await orderOf(ann, id)).state).toBe('paid')
    await expectPutIn(-PRICE_FEN)
    await (
      await stage.cancellationOf(id)
    )()
    await stage.hears()
    await expectPutIn(0)
  },
  '#21 beginning to pay by balance and channel': async (untilDeath) => {
    const orderId = await placed()
    const start = payingBoth(orderId)
    await untilDeath(start)
    const { attemptNo, balanceFen, amountFen } = await start()
    expect([balanceFen, amountFen, (await balanceOf(ann)).heldFen]).toEqual([PART_FEN, REST_FEN, PART_FEN])
    await stage.paid(attemptNo)
    await expectPaidByBoth(orderId, attemptNo)
  },
  '#22 taking a notice that takes what is held of a balance': async (untilDeath) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.pay(attemptNo)
    await untilDeath(() => stage.tells(attemptNo))
    await stage.tells(attemptNo)
    await expectPaidByBoth(orderId, attemptNo)
  },
  'asking whether a payment beside a balance is paid': async (untilDeath) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await untilDeath(() => shop.sweep('payment.attempts'))
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await stage.tells(attemptNo)
    await expectPaidByBoth(orderId, attemptNo)
  },
  '#5 a close that lets go of what is held of a balance': async (untilDeath) => {
    const { orderId, attemptNo } = await begun()
    await untilDeath(() => ann.api.order.cancel({ params: { id: orderId } }))
    await ann.api.order.cancel({ params: { id: orderId } }).catch(() => undefined)
    await passTime(shop, minuteMs)
    await shop.sweep('order.finish-closing')
    await stage.hears()
    expect((await attemptFacts(shop, attemptNo)).state).toBe('closed')
    expect((await orderOf(ann, orderId)).state).toBe('closed')
    await expectPutIn(0)
  },
  '#11 deciding to give a mixed payment back': async (untilDeath) => {
    const { orderId, attemptNo } = await paidByBoth()
    const cancels = await stage.cancellationOf(orderId)
    await untilDeath(cancels)
    await cancels()
    await expectBothBack(orderId, attemptNo)
  },
  '#11 sending the channel’s part of a mixed payment back': async (untilDeath) => {
    const { orderId, attemptNo } = await givenBack()
    await passTime(shop, minuteMs)
    await untilDeath(() => shop.sweep('payment.refunds'))
    await expectBothBack(orderId, attemptNo)
  },
  '#9 taking a notice of a mixed payment’s refund': async (untilDeath) => {
    const { orderId, attemptNo } = await givenBack()
    await stage.backAtGateway(attemptNo, REST_FEN)
    await untilDeath(() => stage.tells(attemptNo, true))
    await stage.tells(attemptNo, true)
    await expectBothBack(orderId, attemptNo)
  },
  '#11 deciding to give a recharge back': async (untilDeath) => {
    const { id, pay } = await recharging().call()
    await stage.paid(pay.attemptNo)
    const call = { body: { rechargeId: id, password }, idempotencyKey: freshKey() }
    await untilDeath(() => ann.api.storedValue.refund(call))
    expect((await ann.api.storedValue.refund(call)).amountFen).toBe(RECHARGE_FEN)
    await expectRechargeBack(pay.attemptNo)
  },
  '#11 sending a recharge back': async (untilDeath) => {
    const { id, pay } = await recharging().call()
    await stage.paid(pay.attemptNo)
    await ann.api.storedValue.refund({ body: { rechargeId: id, password } })
    await passTime(shop, minuteMs)
    await untilDeath(() => shop.sweep('payment.refunds'))
    await expectRechargeBack(pay.attemptNo)
  },
}

describe('with a balance, a process that dies at every boundary of', () => {
  it.each(Object.keys(LIVES))('%s', async (name) => {
    const life = LIVES[name]
    if (life === undefined) throw new Error(name)
    await stage.dies(async (untilDeath) => {
      before = (await partsOf(ann)) as [number, number]
      await life(untilDeath)
    })
  })
})

it('every step of a balance and of its recharges has a life to die in', () => {
  expectDeathAtEach(import.meta.url, stage.points)
})

it('leaves a shop without a contradiction', () => stage.end())
