import { minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SendRefund } from '../../src/modules/payment/send-refund.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow } from '../support/buying.js'
import { addressIn, FAR, FAR_FEN, goodsByRegion, HERE_FEN, sendTo } from '../support/far-away.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, cancelPieces, moneyOf } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const MOST_TRIES = 5
let shop: WholeShop
let ann: Shopper
let desk: ShopClient
let skuId: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  skuId = await goodsByRegion(shop, desk)
})
afterAll(() => shop.close())
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `1380000350${(shoppers += 1)}`)
})

const faulty = (operation: string, kind: string, times: number) => ({
  ...{ channel: 'wechat' as const, operation, kind, times },
})
const paid = async () => {
  const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
  await pay(shop, ann, id)
  return orderOf(ann, id)
}

interface Try {
  readonly refundNo: string
  readonly tryNo: number
  readonly state: string
}
const triesOf = (orderId: string): Promise<Try[]> =>
  shop.database.rows(
    `select r.refund_no as "refundNo", r.try_no as "tryNo", r.state from refunds r join payment_attempts a on a.id = r.attempt_id
       join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
      where t.order_id = $1 order by r.try_no`,
    [orderId],
  )
const accountOf = async (account: string): Promise<number> => {
  const { held } = await shop.database.one<{ held: number }>(
    `select coalesce(-sum(e.amount_fen), 0)::bigint as held from ledger_txns t join ledger_entries e on e.txn_id = t.id
      where e.account_code = $2 and t.member_id = $1`,
    [ann.memberId, account],
  )
  return held
}
/** Asks again, as time and the sweep do, until the order has ended. */
const untilRefunded = (orderId: string): Promise<void> =>
  eventually(async () => {
    await passTime(shop, 5 * minuteMs)
    await shop.sweep('payment.refunds')
    await arrive(shop)
    const { state } = await shop.database.one<{ state: string }>('select state from orders where id = $1', [orderId])
    return state === 'refunded'
  })
const channelCloses = (refundNo: string) =>
  shop.database.transaction((tx) => shop.get(SendRefund).applyAnswer(tx, refundNo, { kind: 'closed' }))
/** The channel closes the refund that is alive; it has never heard of it, so nothing else can come of it. */
const closesLiveOne = async (orderId: string): Promise<void> => {
  const live = (await triesOf(orderId)).find(({ state }) => state !== 'closed')
  expect(await channelCloses(live?.refundNo ?? '')).toBe('noted')
}

describe('the money of a cancelled order', () => {
  it('goes back with that of its dearer way once the channel is well again, each under its one number', async () => {
    const order = await paid()
    await sendTo(ann, order.id, await addressIn(shop, ann, FAR), FAR_FEN - HERE_FEN)
    await pay(shop, ann, order.id)
    await shop.simulator.setFaults(faulty('refund', 'error_5xx', 99))
    await cancelPieces(desk, order.id)
    await arrive(shop)
    const before = await triesOf(order.id)
    expect(before.map(({ state }) => state)).toEqual(['created', 'created'])
    const owed = order.payableFen + FAR_FEN - HERE_FEN
    expect(await orderOf(ann, order.id)).toMatchObject({
      state: 'paid',
      refundedFen: owed,
      allowedActions: ['buy_again'],
    })
    expect(await accountOf('refund_payable')).toBe(owed)
    await shop.simulator.setFaults()
    await untilRefunded(order.id)
    const after = await triesOf(order.id)
    expect(after.map(({ refundNo }) => refundNo).sort()).toEqual(before.map(({ refundNo }) => refundNo).sort())
    expect(await moneyOf(shop, order.id)).toEqual({ came: owed, back: owed })
    expect(await accountOf('refund_payable')).toBe(0)
  })

  it('T42: is sent again under the next number where the channel closes its refund, and arrives once', async () => {
    const order = await paid()
    await shop.simulator.setFaults(faulty('refund', 'error_5xx', 99))
    await cancelPieces(desk, order.id)
    await arrive(shop)
    for (let time = 1; time < MOST_TRIES; time += 1) {
      await closesLiveOne(order.id)
      const tries = await triesOf(order.id)
      expect(tries.map(({ state }) => state)).toEqual([...Array.from({ length: time }, () => 'closed'), 'created'])
      expect(await accountOf('refund_payable')).toBe(order.payableFen)
    }
    const tries = await triesOf(order.id)
    // The same news again is no news: a closed try makes no further one.
    expect(await channelCloses(tries[0]?.refundNo ?? '')).toBe('repeated')
    expect(await triesOf(order.id)).toEqual(tries)
    await shop.simulator.setFaults()
    await untilRefunded(order.id)
    expect(new Set(tries.map(({ refundNo }) => refundNo)).size).toBe(MOST_TRIES)
    expect(await moneyOf(shop, order.id)).toEqual({ came: order.payableFen, back: order.payableFen })
    expect(await accountOf('refund_payable')).toBe(0)
  })

  it('is a task for a person after the last try: still owed, nothing lost, nothing sent twice', async () => {
    const order = await paid()
    await shop.simulator.setFaults(faulty('refund', 'error_5xx', 99))
    await cancelPieces(desk, order.id)
    await arrive(shop)
    for (let time = 1; time <= MOST_TRIES; time += 1) await closesLiveOne(order.id)
    await shop.simulator.setFaults()
    await passTime(shop, 60 * minuteMs)
    await shop.sweep('payment.refunds')
    await arrive(shop)
    const tries = await triesOf(order.id)
    expect(tries.map(({ state }) => state)).toEqual(Array.from({ length: MOST_TRIES }, () => 'closed'))
    const open = await shop.database.rows(
      `select kind from payment_incidents where reference = $1 and resolved_at is null`,
      [tries.at(-1)?.refundNo ?? ''],
    )
    expect(open).toEqual([{ kind: 'refund_abnormal' }])
    expect(await moneyOf(shop, order.id)).toEqual({ came: order.payableFen, back: 0 })
    expect(await accountOf('refund_payable')).toBe(order.payableFen)
    const { state } = await shop.database.one<{ state: string }>('select state from orders where id = $1', [order.id])
    expect(state).toBe('paid')
  })

  it('is sent again when a person restarts it, once whoever presses, and the task is done when it arrives', async () => {
    const order = await paid()
    await shop.simulator.setFaults(faulty('refund', 'error_5xx', 99))
    await cancelPieces(desk, order.id)
    await arrive(shop)
    const restart = (refundNo: string) =>
      desk.shopChange.restartRefund({ params: { id: order.id }, body: { refundNo }, idempotencyKey: freshKey() })
    const [first] = await triesOf(order.id)
    expect(await codeOf(restart(first?.refundNo ?? ''))).toBe('PAYMENT_NOT_ALLOWED')
    for (let time = 1; time <= MOST_TRIES; time += 1) await closesLiveOne(order.id)
    const last = (await triesOf(order.id)).at(-1)?.refundNo ?? ''
    const { refunds } = await desk.order.adminOrder({ params: { id: order.id } })
    expect(refunds.filter(({ stopped }) => stopped).map(({ refundNo }) => refundNo)).toEqual([last])
    expect(await codeOf(restart(first?.refundNo ?? ''))).toBe('PAYMENT_NOT_ALLOWED')
    expect(await codeOf(restart('00000000000000000000'))).toBe('NOT_FOUND')
    const { fulfilled, rejected } = await parallel(5, () => restart(last))
    expect([fulfilled.length, rejected.length]).toEqual([1, 4])
    const tries = await triesOf(order.id)
    expect(tries.slice(MOST_TRIES)).toMatchObject([{ tryNo: MOST_TRIES + 1 }])
    await shop.simulator.setFaults()
    await untilRefunded(order.id)
    expect(await moneyOf(shop, order.id)).toEqual({ came: order.payableFen, back: order.payableFen })
    expect(await accountOf('refund_payable')).toBe(0)
    const numbers = (await triesOf(order.id)).map(({ refundNo }) => refundNo)
    expect(
      await shop.database.rows(`select kind from payment_incidents where reference = any($1) and resolved_at is null`, [
        numbers,
      ]),
    ).toEqual([])
    const trail = await shop.database.rows(
      `select permission from audit_log where subject_id = $1 and action = 'order.refund_restarted'`,
      [order.id],
    )
    expect(trail).toEqual([{ permission: 'order.refund' }])
  })
})

it('leaves the shop sound', async () => {
  await arrive(shop)
  await expectSoundShop(shop)
})
