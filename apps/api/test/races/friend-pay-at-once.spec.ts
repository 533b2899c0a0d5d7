import type { FriendInstruction } from '@jishi/contracts/order/friend-pay.schema'
import { minuteMs, secondMs } from '@jishi/kernel/time'
import { parallel, raceAfter, raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { codeOf, expectSoundShop, placeNow, refusalOf, startPaying } from '../support/buying.js'
import { asks, paysFor } from '../support/friend-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openCashier } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let cid: Shopper
let skuId: string
let orderId: string
let token: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  const phone = (): string => `138000085${String((shoppers += 1)).padStart(2, '0')}`
  ann = await shopperOf(shop, phone())
  ben = await shopperOf(shop, phone())
  cid = await shopperOf(shop, phone())
  orderId = (await placeNow(ann, [{ skuId, qty: 1 }])).id
  token = await asks(ann, orderId)
})

const port = (): PaymentChannelPort =>
  shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort

/** Who made each attempt of the order, oldest first, and to whom how many refunds of it have arrived. */
interface Attempt {
  attemptNo: string
  payer: string
  state: string
  backTo: string[]
}
const attempts = (): Promise<Attempt[]> =>
  shop.database.rows<Attempt>(
    `select a.attempt_no as "attemptNo", a.member_id as payer, a.state,
            (select coalesce(array_agg(r.member_id::text), '{}') from refunds r where r.attempt_id = a.id and r.state = 'succeeded') as "backTo"
       from payment_attempts a join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
      where t.order_id = $1 order by a.created_at, a.id`,
    [orderId],
  )
const orderState = async (): Promise<string> =>
  (await shop.database.one<{ state: string }>('select state from orders where id = $1', [orderId])).state

const comeToRest = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
  await passTime(shop, minuteMs)
  await shop.sweep()
  await shop.simulator.settled()
  await shop.settle()
}

/** One payment stands, and whatever else came went back to whoever had paid it. */
const expectPaidOnce = async (): Promise<Attempt> => {
  const standing = (all: readonly Attempt[]): Attempt[] =>
    all.filter(({ state, backTo }) => state === 'succeeded' && backTo.length === 0)
  await eventually(async () => {
    await comeToRest()
    return standing(await attempts()).length === 1
  })
  const all = await attempts()
  for (const { payer, backTo } of all) expect(backTo.every((member) => member === payer)).toBe(true)
  expect(all.filter(({ state }) => !['succeeded', 'closed'].includes(state))).toEqual([])
  expect(await orderState()).toBe('paid')
  return standing(all)[0] as Attempt
}

const friendStarts = async (friend = ben): Promise<FriendInstruction> => {
  await passTime(shop, secondMs)
  return paysFor(friend, token)
}

describe('the buyer and a friend', () => {
  it('begin at the same moment: one attempt stays, and paying goes on', async () => {
    const begun = await parallel(6, (index) => (index % 2 === 0 ? startPaying(ann, orderId) : paysFor(ben, token)))
    expect(begun.fulfilled.length).toBeGreaterThan(0)
    expect((await attempts()).filter(({ state }) => state !== 'closed').length).toBeLessThanOrEqual(1)
    await passTime(shop, minuteMs)
    await shop.simulator.pay((await friendStarts()).attemptNo)
    expect((await expectPaidOnce()).payer).toBe(ben.memberId)
  })

  it('have both paid: one settles, the other goes back to whoever paid it', async () => {
    const first = await friendStarts()
    await passTime(shop, secondMs)
    const second = await startPaying(ann, orderId)
    await Promise.all([shop.simulator.payLate(first.attemptNo), shop.simulator.pay(second.attemptNo)])
    await expectPaidOnce()
    const all = await attempts()
    expect(all.map(({ payer, state }) => ({ payer, state }))).toEqual([
      { payer: ben.memberId, state: 'succeeded' },
      { payer: ann.memberId, state: 'succeeded' },
    ])
    const mine = await (await again(ben)).api.friendPay.payment({ params: { id: first.id } })
    expect(mine.state).toBe(all[0]?.backTo.length === 0 ? 'paid' : 'returned')
    expect(mine.refundedFen).toBe(mine.state === 'returned' ? mine.amountFen : 0)
  })

  it.each<[string, 'before' | 'after']>([
    ['the buyer is told that it is paid', 'before'],
    ['what the buyer then pays would go back', 'after'],
  ])('the friend pays while the buyer takes over: %s', async (_, moment) => {
    const { attemptNo } = await friendStarts()
    const raced =
      moment === 'before'
        ? raceBefore(port(), 'query', () => shop.simulator.pay(attemptNo))
        : raceAfter(port(), 'close', () => shop.simulator.payLate(attemptNo))
    await passTime(shop, secondMs)
    const taken = await startPaying(ann, orderId).catch((error: unknown) => error)
    expect(raced()).toBe(true)
    if (moment === 'before') expect(taken).toMatchObject({ body: { code: 'PAYMENT_NOT_ALLOWED' } })
    expect((await expectPaidOnce()).payer).toBe(ben.memberId)
  })

  it('the buyer pays while the friend takes over: the friend is told, and nothing of theirs was taken', async () => {
    const { attemptNo } = await startPaying(ann, orderId)
    const raced = raceBefore(port(), 'query', () => shop.simulator.pay(attemptNo))
    const refusal = await refusalOf(friendStarts())
    expect(raced()).toBe(true)
    expect(refusal.body).toMatchObject({ code: 'PAYMENT_NOT_ALLOWED', details: { reason: 'paid' } })
    expect((await expectPaidOnce()).payer).toBe(ann.memberId)
  })

  it('an address the friend was given is paid after the buyer has paid: it goes back to the friend', async () => {
    await passTime(shop, secondMs)
    const first = await paysFor(ben, token, 'alipay_wap')
    await passTime(shop, secondMs)
    const second = await startPaying(ann, orderId)
    await shop.simulator.pay(second.attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    await openCashier(shop, first)
    await shop.simulator.pay(first.attemptNo)
    expect((await expectPaidOnce()).payer).toBe(ann.memberId)
    await eventually(async () => {
      await comeToRest()
      return (await attempts())[0]?.backTo.length === 1
    })
    const mine = await (await again(ben)).api.friendPay.payment({ params: { id: first.id } })
    expect(mine).toMatchObject({ state: 'returned', refundedFen: mine.amountFen, refundingFen: 0 })
  })
})

/** Sessions are shorter than what these tests let pass. */
const again = (who: Shopper): Promise<Shopper> => shopperOf(shop, who.phone)

describe('two friends', () => {
  it('have both paid: one settles, the other gets the money back', async () => {
    const first = await friendStarts(ben)
    const second = await friendStarts(cid)
    expect(second.attemptNo).not.toBe(first.attemptNo)
    await Promise.all([shop.simulator.payLate(first.attemptNo), shop.simulator.pay(second.attemptNo)])
    await expectPaidOnce()
    expect(new Set((await attempts()).map(({ payer }) => payer))).toEqual(new Set([ben.memberId, cid.memberId]))
  })
})

describe('the link is taken back', () => {
  it('at the moment the friend begins: afterwards nobody stands at a cashier by it', async () => {
    await parallel(4, async (index) =>
      index % 2 === 0 ? ann.api.friendPay.withdraw({ params: { id: orderId } }) : friendStarts(),
    )
    await ann.api.friendPay.withdraw({ params: { id: orderId } })
    expect(await codeOf(friendStarts())).toBe('FRIEND_LINK_OVER')
    await eventually(async () => {
      await comeToRest()
      return (await attempts()).every(({ state }) => state === 'closed')
    })
  })

  it('while the friend pays: the money counts', async () => {
    const { attemptNo } = await friendStarts()
    const raced = raceBefore(port(), 'query', () => shop.simulator.pay(attemptNo))
    await ann.api.friendPay.withdraw({ params: { id: orderId } })
    expect(raced()).toBe(true)
    expect((await expectPaidOnce()).payer).toBe(ben.memberId)
  })
})

it('the order is cancelled and the friend pays after all: it goes back to the friend', async () => {
  const { id, attemptNo } = await friendStarts()
  await ann.api.order.cancel({ params: { id: orderId } })
  await shop.settle()
  await shop.simulator.payLate(attemptNo)
  await eventually(async () => {
    await comeToRest()
    return (await attempts())[0]?.backTo[0] === ben.memberId
  })
  expect(await orderState()).toBe('closed')
  expect((await (await again(ben)).api.friendPay.payment({ params: { id } })).state).toBe('returned')
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await comeToRest()
  await expectSoundShop(shop)
})
