import { fen } from '@jishi/kernel/money'
import { minuteMs, secondMs } from '@jishi/kernel/time'
import { parallel, raceAfter, raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tx } from '../../src/infra/database/sql.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { StoredAccounts } from '../../src/modules/payment/stored/stored-accounts.js'
import { expectSoundShop, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { arrive } from '../support/shop-desk.js'
import { Refused, shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openStoredValue, PASSWORD, payWith, recharge, setPassword, startRecharge } from '../support/stored-desk.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/** Every try of the password counts until it was right, so that five under way at once are all there may be. */
const TAPS = 4

let shop: WholeShop
let goods: MadeGoods
let who: Shopper
let people = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  await openStoredValue(shop)
})
afterAll(async () => {
  await comeToRest()
  await expectSoundShop(shop)
  await shop.close()
})
/** Somebody new with a password and 100 + 20. */
beforeEach(async () => {
  who = await shopperOf(shop, `138000062${String((people += 1)).padStart(2, '0')}`)
  await setPassword(shop, who)
  await recharge(shop, who)
})

const port = (): PaymentChannelPort =>
  shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort

/** So many orders of one piece at this price; freight is free above 59. */
const ordersOf = async (count: number, priceFen: number): Promise<string[]> => {
  const { skus } = await goods.product({ stock: 100, pricesFen: [priceFen] })
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) ids.push((await placeNow(who, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])).id)
  return ids
}
const orderFor = async (priceFen: number): Promise<string> => (await ordersOf(1, priceFen))[0] ?? ''
const takesAllBack = () => who.api.storedValue.refund({ body: { rechargeId: null, password: PASSWORD } })
const codesOf = (rejected: readonly unknown[]): string[] =>
  rejected.map((error) => (error instanceof Refused ? error.body.code : String(error)))

/** By the books, since a session does not outlive what these tests let pass: principal, bonus, held. */
const balance = async (): Promise<[number, number, number]> => {
  const row = await shop.database.one<{ principal: number; bonus: number; held: number }>(
    `select principal_fen as principal, bonus_fen as bonus, held_principal_fen + held_bonus_fen as held
       from stored_accounts where member_id = $1`,
    [who.memberId],
  )
  return [row.principal, row.bonus, row.held]
}
const stateOf = async (orderId: string): Promise<string> =>
  (await shop.database.one<{ state: string }>('select state from orders where id = $1', [orderId])).state

/** Of what an order was paid with: each tender's amount and state, and what of it has come back and why. */
interface TenderOfOrder {
  readonly channel: string
  readonly state: string
  readonly amountFen: number
  readonly backFen: number
  readonly why: readonly string[]
}
const tendersOf = (orderId: string): Promise<TenderOfOrder[]> =>
  shop.database.rows<TenderOfOrder>(
    `select a.channel, a.state, a.amount_fen as "amountFen",
            coalesce((select sum(r.amount_fen) from refunds r where r.attempt_id = a.id and r.state = 'succeeded'), 0)::bigint as "backFen",
            (select coalesce(array_agg(r.cause), '{}') from refunds r where r.attempt_id = a.id) as why
       from payment_attempts a join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
      where t.order_id = $1 order by a.channel = 'balance', a.created_at, a.id`,
    [orderId],
  )
const entries = (reason: string): Promise<{ principal: number; bonus: number }[]> =>
  shop.database.rows(
    `select principal_fen as principal, bonus_fen as bonus from stored_entries where member_id = $1 and reason = $2`,
    [who.memberId, reason],
  )

const comeToRest = async (): Promise<void> => {
  await arrive(shop)
  await passTime(shop, 30 * secondMs)
  await shop.sweep()
  await arrive(shop)
}
/** Nothing of the order is under way any more, and it stands in one of these states. */
const atRest = (orderId: string, states: readonly string[]): Promise<void> =>
  eventually(async () => {
    await comeToRest()
    const under = (await tendersOf(orderId)).some(({ state }) => !['succeeded', 'closed'].includes(state))
    return !under && states.includes(await stateOf(orderId))
  })

describe('one balance', () => {
  it('pays for as many orders at once as it has money for, and never goes below zero', async () => {
    const orders = await ordersOf(TAPS, 6_000)
    const { fulfilled, rejected } = await parallel(TAPS, (n) => payWith(who, orders[n] ?? '', 6_000))
    expect(fulfilled).toHaveLength(2)
    expect(codesOf(rejected)).toEqual(['BALANCE_NOT_ENOUGH', 'BALANCE_NOT_ENOUGH'])
    expect(await balance()).toEqual([0, 0, 0])
    await arrive(shop)
    const states = await Promise.all(orders.map(stateOf))
    expect(states.filter((state) => state === 'paid')).toHaveLength(2)
  })

  it('pays two orders at once with what is there: the second’s rest is paid by its channel', async () => {
    const orders = await ordersOf(2, 7_500)
    const { fulfilled } = await parallel(2, (n) => payWith(who, orders[n] ?? '', 'most', 'wechat_h5'))
    expect(fulfilled.map(({ balanceFen, amountFen, channel }) => [channel, amountFen, balanceFen]).sort()).toEqual([
      ['balance', 7_500, 0],
      ['wechat_h5', 3_000, 4_500],
    ])
    expect(await balance()).toEqual([2_500, 2_000, 4_500])
    await shop.simulator.pay(fulfilled.find(({ channel }) => channel === 'wechat_h5')?.attemptNo ?? '')
    await arrive(shop)
    expect(await Promise.all(orders.map(stateOf))).toEqual(['paid', 'paid'])
    expect(await balance()).toEqual([0, 0, 0])
  })

  it('is promised once: who has to wait counts what the first has left', async () => {
    const [{ database }, accounts] = [shop, shop.get(StoredAccounts)]
    const holds = (tx: Tx) => accounts.hold(tx, who.memberId, fen(9_000), true)
    let second: Promise<unknown> = Promise.resolve()
    await database.transaction(async (tx) => {
      expect(await holds(tx)).toEqual({ principalFen: 9_000, bonusFen: 0 })
      second = database.transaction(holds).catch((error: unknown) => error)
      await eventually(async () => {
        const { waiting } = await database.one<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '%stored_accounts%'`,
        )
        return waiting > 0
      })
    })
    expect(await second).toEqual({ principalFen: 1_000, bonusFen: 2_000 })
    expect(await balance()).toEqual([10_000, 2_000, 12_000])
    // Held for no payment: let go by hand.
    await database.execute(
      `update stored_accounts set held_principal_fen = 0, held_bonus_fen = 0 where member_id = $1`,
      [who.memberId],
    )
  })

  it('is held once for one order that is paid by several taps at once', async () => {
    const orderId = await orderFor(20_000)
    const { fulfilled, rejected } = await parallel(TAPS, () => payWith(who, orderId, 5_000, 'wechat_h5'))
    expect(rejected).toEqual([])
    expect(new Set(fulfilled.map(({ attemptNo }) => attemptNo)).size).toBe(1)
    expect(await balance()).toEqual([10_000, 2_000, 5_000])
    await shop.simulator.pay(fulfilled[0]?.attemptNo ?? '')
    await arrive(shop)
    expect(await balance()).toEqual([5_000, 2_000, 0])
  })
})

describe('a payment and the taking back of the same balance', () => {
  it('at once: one of them has it, the other is told that it is gone', async () => {
    const orderId = await orderFor(11_000)
    const { fulfilled, rejected } = await parallel<unknown>(2, (n) =>
      n === 0 ? payWith(who, orderId, 11_000) : takesAllBack(),
    )
    expect(fulfilled).toHaveLength(1)
    await arrive(shop)
    const paid = (await stateOf(orderId)) === 'paid'
    expect(codesOf(rejected)).toEqual([paid ? 'STORED_REFUND_NOT_ALLOWED' : 'BALANCE_NOT_ENOUGH'])
    expect(await balance()).toEqual(paid ? [0, 1_000, 0] : [0, 0, 0])
  })

  it('and it went back before the payment could hold it: nothing is begun at a channel', async () => {
    const orderId = await orderFor(20_000)
    const raced = raceBefore(shop.get(StoredAccounts), 'hold', takesAllBack)
    const { rejected } = await parallel(1, () => payWith(who, orderId, 5_000, 'wechat_h5'))
    expect(raced()).toBe(true)
    expect(codesOf(rejected)).toEqual(['BALANCE_NOT_ENOUGH'])
    expect(await tendersOf(orderId)).toEqual([])
    expect(await balance()).toEqual([0, 0, 0])
  })

  it('and part of it is held: only the rest goes back, and the payment stands', async () => {
    const orderId = await orderFor(20_000)
    const { attemptNo } = await payWith(who, orderId, 4_000, 'wechat_h5')
    const [, back] = await Promise.all([shop.simulator.pay(attemptNo), takesAllBack()])
    await arrive(shop)
    expect(back.amountFen).toBe(6_000)
    expect(await stateOf(orderId)).toBe('paid')
    expect(await balance()).toEqual([0, 0, 0])
  })

  it('many times at once: it goes back once', async () => {
    const { fulfilled, rejected } = await parallel(TAPS, takesAllBack)
    expect(fulfilled.map(({ amountFen }) => amountFen)).toEqual([10_000])
    expect(new Set(codesOf(rejected))).toEqual(new Set(['STORED_REFUND_NOT_ALLOWED']))
    await arrive(shop)
    expect(await balance()).toEqual([0, 0, 0])
    expect(await entries('recharge_refund')).toEqual([{ principal: -10_000, bonus: -2_000 }])
  })
})

describe('a recharge', () => {
  it('is credited once when its notice comes fifty times at once', async () => {
    const { pay } = await startRecharge(who)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'duplicate', times: 1, value: 50 })
    await shop.simulator.pay(pay.attemptNo)
    await arrive(shop)
    await shop.simulator.setFaults()
    const [notice] = await shop.simulator.notices(pay.attemptNo)
    const copies = await shop.simulator.resend(notice?.id ?? '', 50)
    expect(copies.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(50)
    await arrive(shop)
    expect(await balance()).toEqual([20_000, 4_000, 0])
    expect(await entries('recharge')).toHaveLength(2)
  })

  it('is one when it is begun many times at once', async () => {
    const { fulfilled, rejected } = await parallel(TAPS, () => startRecharge(who))
    expect(rejected).toEqual([])
    expect(new Set(fulfilled.map(({ id }) => id)).size).toBe(1)
    await shop.simulator.pay(fulfilled[0]?.pay.attemptNo ?? '')
    await arrive(shop)
    expect(await balance()).toEqual([20_000, 4_000, 0])
  })
})

describe('the close of an order whose balance part is held, and the success of its channel', () => {
  const cancels = (orderId: string): Promise<unknown> =>
    who.api.order.cancel({ params: { id: orderId } }).catch(() => undefined)

  /** Paid with both, or closed with both as they were; what the channel took meanwhile has gone back to it. */
  const expectOneEnd = async (orderId: string): Promise<'paid' | 'closed'> => {
    const [atChannel, byBalance] = await tendersOf(orderId)
    const state = await stateOf(orderId)
    if (state === 'paid') {
      expect([atChannel, byBalance]).toMatchObject([
        { state: 'succeeded', backFen: 0 },
        { state: 'succeeded', backFen: 0 },
      ])
      expect(await balance()).toEqual([5_000, 2_000, 0])
      return 'paid'
    }
    expect(state).toBe('closed')
    expect(byBalance).toMatchObject({ state: 'closed', backFen: 0 })
    expect(await balance()).toEqual([10_000, 2_000, 0])
    expect(atChannel?.backFen).toBe(atChannel?.state === 'succeeded' ? atChannel.amountFen : 0)
    return 'closed'
  }

  it('at once: one of the two ends, and the balance is spent or let go once', async () => {
    const orderId = await orderFor(20_000)
    const { attemptNo } = await payWith(who, orderId, 5_000, 'wechat_h5')
    await Promise.all([shop.simulator.pay(attemptNo).catch(() => undefined), cancels(orderId)])
    await atRest(orderId, ['paid', 'closed'])
    await expectOneEnd(orderId)
  })

  it('the channel tells of it after its close, before ours: both tenders count', async () => {
    const orderId = await orderFor(20_000)
    const { attemptNo } = await payWith(who, orderId, 5_000, 'wechat_h5')
    const raced = raceAfter(port(), 'close', async () => {
      await shop.simulator.payLate(attemptNo)
      await shop.simulator.settled()
    })
    await cancels(orderId)
    expect(raced()).toBe(true)
    await atRest(orderId, ['paid'])
    expect(await expectOneEnd(orderId)).toBe('paid')
  })

  it('after the close, many times at once: the channel’s part goes to suspense and back, what was held is let go once', async () => {
    const orderId = await orderFor(20_000)
    const { attemptNo } = await payWith(who, orderId, 5_000, 'wechat_h5')
    await cancels(orderId)
    expect(await balance()).toEqual([10_000, 2_000, 0])
    await shop.simulator.payLate(attemptNo)
    await arrive(shop)
    const [notice] = await shop.simulator.notices(attemptNo)
    await shop.simulator.resend(notice?.id ?? '', 20)
    await atRest(orderId, ['closed'])
    expect((await tendersOf(orderId))[0]).toEqual({
      ...{ channel: 'wechat_h5', state: 'succeeded', amountFen: 15_000, backFen: 15_000, why: ['paid_after_close'] },
    })
    expect(await expectOneEnd(orderId)).toBe('closed')
    const posted = await shop.database.rows<{ account: string; fen: number }>(
      `select e.account_code as account, e.amount_fen as fen from ledger_txns t join ledger_entries e on e.txn_id = t.id
        where t.kind = 'payment.suspense' and t.reference = $1 order by 1`,
      [attemptNo],
    )
    expect(posted).toEqual([
      { account: 'clearing', fen: 15_000 },
      { account: 'suspense', fen: -15_000 },
    ])
  })

  it('while its time runs out: it ends in one way', async () => {
    const orderId = await orderFor(20_000)
    const { attemptNo } = await payWith(who, orderId, 5_000, 'wechat_h5')
    await passTime(shop, 31 * minuteMs)
    await Promise.all([shop.simulator.payLate(attemptNo), shop.sweep()])
    await atRest(orderId, ['paid', 'closed'])
    await expectOneEnd(orderId)
  })
})
