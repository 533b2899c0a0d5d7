import { POSTING_NAMES } from '@jishi/contracts/ledger/ledger.names'
import type { Permission } from '@jishi/contracts/identity/identity.terms'
import { addShopDays, secondMs, shopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ShowMoney } from '../../src/modules/insight/finance/show-money.js'
import { SendRefund } from '../../src/modules/payment/send-refund.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, pay, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { openStoredValue, PASSWORD, payWith, recharge, setPassword } from '../support/stored-desk.js'
import { openCashier } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ShopClient
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop()
  skuId = (await new MadeGoods(shop).product({ stock: 500, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800007101', '安小姐')
  desk = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(() => shop.simulator.setFaults())

/** What this list itself sends: the worker beside it keeps its own time. */
const statementsOf = async (ask: () => Promise<unknown>): Promise<number> => {
  const { pool } = shop.database
  const query = pool.query.bind(pool)
  const sent: string[] = []
  pool.query = (statement, values) => {
    sent.push(typeof statement === 'string' ? statement : statement.text)
    return query(statement, values)
  }
  await ask().finally(() => (pool.query = query))
  return sent.filter((text) =>
    /from (?:payment_attempts a|refunds r|payment_incidents x|order_terms t|orders o)/.test(text),
  ).length
}
let roles = 0
const somebodyWho = async (...permissions: Permission[]): Promise<ShopClient> => {
  const body = { name: `只能 ${(roles += 1)}`, description: '', permissions }
  return operatorOf(shop, [(await desk.operators.createRole({ body })).code])
}
const paid = async () => {
  const order = await placeNow(ann, [{ skuId, qty: 1 }])
  const { attemptNo } = await pay(shop, ann, order.id)
  return { order, attemptNo }
}
const paymentOf = async (attemptNo: string) => {
  const { items } = await desk.finance.payments({ query: { q: attemptNo } })
  return desk.finance.payment({ params: { id: items[0]?.id ?? '' } })
}
const trailOf = (subjectId: string) =>
  shop.database.rows<{ action: string; permission: string }>(
    'select action, permission from audit_log where subject_id = $1 order by seq',
    [subjectId],
  )

describe('the list of payments', () => {
  it('finds a payment by its own number, the wallet’s, its refund’s and its order’s', async () => {
    const { order, attemptNo } = await paid()
    const { id, channelTxn } = await paymentOf(attemptNo)
    await cancelPieces(desk, order.id)
    await arrive(shop)
    const [refund] = (await desk.finance.payment({ params: { id } })).refunds
    for (const q of [attemptNo, channelTxn ?? '', refund?.refundNo ?? '', order.orderNo]) {
      const { items } = await desk.finance.payments({ query: { q } })
      expect([q, items.map((row) => row.attemptNo)]).toEqual([q, [attemptNo]])
      expect(items[0]).toMatchObject({
        ...{ state: 'succeeded', settles: true, amountFen: order.payableFen, refundedFen: order.payableFen },
        order: { id: order.id, orderNo: order.orderNo },
      })
    }
    expect((await desk.finance.payments({ query: { q: 'NOBODYKNOWS' } })).items).toEqual([])
    const found = await desk.finance.refunds({ query: { q: order.orderNo } })
    expect(found.items).toMatchObject([{ refundNo: refund?.refundNo, attemptId: id, order: { id: order.id } }])
  })

  it('goes by channel, state and day, and turns its pages without losing or repeating a row', async () => {
    const numbers = [(await paid()).attemptNo, (await paid()).attemptNo, (await paid()).attemptNo]
    const open = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, open.id)
    const today = shopDay(shop.clock.now())
    const query = { channel: 'wechat_h5', from: today, to: today, limit: 2 }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await desk.finance.payments({ query: { ...query, state: 'succeeded', cursor } })
      seen.push(...page.items.map((row) => row.attemptNo))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(numbers))
    expect(seen).not.toContain(attemptNo)
    const waiting = await desk.finance.payments({ query: { state: 'open' } })
    expect(waiting.items.map((row) => row.attemptNo)).toContain(attemptNo)
    expect((await desk.finance.payments({ query: { channel: 'alipay_wap' } })).items).toEqual([])
    const tomorrow = addShopDays(today, 1)
    expect((await desk.finance.payments({ query: { from: tomorrow } })).items).toEqual([])
  })

  it('refuses what is no filter of it', async () => {
    const bad: object[] = [
      ...[{ state: 'paid' }, { from: '2026-02-30' }, { channel: "x' or 1=1" }, { q: '%' }],
      ...[{ limit: 0 }, { limit: 51 }, { cursor: 'x' }, { sort: 'asc' }],
      { cursor: Buffer.from('[1,"x"]').toString('base64url') },
    ]
    for (const query of bad) {
      for (const list of [desk.finance.payments, desk.finance.refunds])
        expect([query, await codeOf(list({ query }))]).toEqual([query, 'VALIDATION_FAILED'])
    }
    expect(await codeOf(desk.finance.incidents({ query: { tab: 'all' as 'open' } }))).toBe('VALIDATION_FAILED')
    expect(await codeOf(desk.finance.incidents({ query: { cursor: 'W10' } }))).toBe('VALIDATION_FAILED')
  })

  it('takes three statements at most, whatever is asked', async () => {
    const { order } = await paid()
    const query = { q: order.orderNo }
    const show = shop.get(ShowMoney)
    for (const ask of [() => show.payments(query), () => show.refunds(query), () => show.incidents(query)])
      expect(await statementsOf(ask)).toBeLessThanOrEqual(3)
  })
})

describe('one payment', () => {
  it('tells its states, evidence, notices and postings', async () => {
    const { order, attemptNo } = await paid()
    const payment = await paymentOf(attemptNo)
    expect(payment.steps.map(({ state }) => state)).toEqual(['created', 'open', 'succeeded'])
    expect(payment.intent).toMatchObject({ state: 'settled', amountFen: order.payableFen })
    expect(payment.attempts.map((one) => one.attemptNo)).toEqual([attemptNo])
    expect(payment.evidence).toMatchObject({ source: 'notice', effect: 'settled', channelTxn: payment.channelTxn })
    expect(payment.notices).toMatchObject([
      { channel: 'wechat', kind: 'payment', number: attemptNo, effect: 'settled' },
    ])
    expect(payment.postings).toMatchObject([
      {
        kind: 'term.paid',
        legs: [
          { account: 'clearing:wechat_h5', amountFen: order.payableFen },
          { account: 'contract_liability', amountFen: -order.payableFen },
        ],
      },
    ])
    expect(JSON.stringify(payment)).not.toContain('ciphertext')
  })

  it('is not found under another id', async () => {
    expect(await codeOf(desk.finance.payment({ params: { id: freshKey() } }))).toBe('NOT_FOUND')
    expect(await codeOf(desk.finance.refund({ params: { id: freshKey() } }))).toBe('NOT_FOUND')
  })
})

describe('a stored notice', () => {
  it('is shown as it came and opened, to who may, and leaves a row each time', async () => {
    const { attemptNo } = await paid()
    const { id, notices } = await paymentOf(attemptNo)
    const params = { id, noticeId: notices[0]?.id ?? '' }
    const { raw, opened } = await desk.finance.revealNotice({ params })
    expect(JSON.parse(raw)).toMatchObject({ event_type: 'TRANSACTION.SUCCESS' })
    expect(JSON.parse(opened ?? '')).toMatchObject({ out_trade_no: attemptNo })
    expect(await trailOf(id)).toEqual([{ action: 'payment.notice_revealed', permission: 'payment.notice' }])
    const reader = await somebodyWho('payment.read')
    expect(await codeOf(reader.finance.revealNotice({ params }))).toBe('FORBIDDEN')
    expect(await codeOf(reader.finance.replayNotice({ params }))).toBe('FORBIDDEN')
    const other = await paymentOf((await paid()).attemptNo)
    expect(await codeOf(desk.finance.revealNotice({ params: { ...params, id: other.id } }))).toBe('NOT_FOUND')
    expect(await trailOf(id)).toHaveLength(1)
  })

  it.each(['wechat_h5', 'alipay_wap'] as const)('of %s is delivered once more and changes nothing', async (channel) => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const started = await ann.api.order.startPayment({ params: { id: order.id }, body: { channel } })
    await openCashier(shop, started)
    await shop.simulator.pay(started.attemptNo)
    await arrive(shop)
    // Long after its signature went stale the simulator signs the same bytes anew.
    await passTime(shop, 600 * secondMs)
    const before = await paymentOf(started.attemptNo)
    const params = { id: before.id, noticeId: before.notices[0]?.id ?? '' }
    expect(before.replayable).toBe(true)
    expect(await desk.finance.replayNotice({ params })).toEqual({ status: 200, changed: false })
    expect(await paymentOf(started.attemptNo)).toEqual(before)
    expect(await trailOf(before.id)).toEqual([{ action: 'payment.notice_replayed', permission: 'payment.notice' }])
  })
})

describe('an incident', () => {
  const mismatch = async (): Promise<string> => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, order.id)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'wrong_amount', times: 1, value: 1 })
    await shop.simulator.pay(attemptNo)
    await arrive(shop)
    return attemptNo
  }
  const only = async (q: string) => (await desk.finance.incidents({ query: { q } })).items[0]

  it('that nothing ends by itself is ended by a person once, with a reason that is kept', async () => {
    const attemptNo = await mismatch()
    const incident = await only(attemptNo)
    const { amountFen, appId, merchantId, channelTxn } = await paymentOf(attemptNo)
    // The notice told of one fen, and both amounts stand beside each other.
    expect(incident).toMatchObject({
      ...{ kind: 'mismatch', byPerson: true, resolvedAt: null, payoutId: null, differenceId: null },
      amounts: { cameFen: 1, expectedFen: amountFen },
      details: { differing: ['amountFen'], expectedAppId: appId, expectedMerchantId: merchantId },
    })
    expect(channelTxn).toBeNull()
    const params = { id: incident?.id ?? '' }
    const reader = await somebodyWho('payment.read')
    const body = { reason: '模拟渠道的错误通知，已与渠道核对' }
    expect(await codeOf(reader.finance.resolveIncident({ params, body }))).toBe('FORBIDDEN')
    expect(await codeOf(desk.finance.resolveIncident({ params, body: { reason: ' ' } }))).toBe('VALIDATION_FAILED')
    const call = { params, body, idempotencyKey: freshKey() }
    const resolved = await desk.finance.resolveIncident(call)
    expect(resolved).toMatchObject({ resolution: body.reason, resolvedBy: expect.stringMatching(/^运营/) as string })
    expect(await desk.finance.resolveIncident(call)).toEqual(resolved)
    expect(await codeOf(desk.finance.resolveIncident({ params, body }))).toBe('INCIDENT_ENDED')
    expect(await trailOf(params.id)).toEqual([{ action: 'payment.incident_resolved', permission: 'payment.handle' }])
    const open = await desk.finance.incidents({ query: { tab: 'open', q: attemptNo } })
    const ended = await desk.finance.incidents({ query: { tab: 'resolved', kind: 'mismatch', q: attemptNo } })
    expect([open.items, ended.items.map(({ id }) => id)]).toEqual([[], [params.id]])
  })

  it('that the channel’s answer ends is left to it; its refund is sent again from the list of refunds', async () => {
    const { order } = await paid()
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'refund', kind: 'error_5xx', times: 99 })
    await cancelPieces(desk, order.id)
    await arrive(shop)
    const live = () =>
      desk.finance
        .refunds({ query: { q: order.orderNo } })
        .then(({ items }) => items.toSorted((a, b) => b.tryNo - a.tryNo)[0])
    for (let time = 1; time <= 5; time += 1) {
      const refundNo = (await live())?.refundNo ?? ''
      await shop.database.transaction((tx) => shop.get(SendRefund).applyAnswer(tx, refundNo, { kind: 'closed' }))
    }
    const stopped = await live()
    expect(stopped).toMatchObject({ state: 'closed', stopped: true, tryNo: 5 })
    const listed = await desk.finance.refunds({ query: { stopped: 'true' } })
    expect(listed.items.map(({ id }) => id)).toContain(stopped?.id)
    const incident = await only(stopped?.refundNo ?? '')
    expect(incident).toMatchObject({ kind: 'refund_abnormal', byPerson: false, refundId: stopped?.id })
    const body = { reason: '线下已退' }
    const closing = desk.finance.resolveIncident({ params: { id: incident?.id ?? '' }, body })
    expect(await codeOf(closing)).toBe('INCIDENT_ENDS_BY_ITSELF')
    const params = { id: stopped?.id ?? '' }
    await shop.simulator.setFaults()
    const view = await desk.finance.restartRefund({ params })
    expect(view.tries.map(({ tryNo }) => tryNo)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await codeOf(desk.finance.restartRefund({ params }))).toBe('PAYMENT_NOT_ALLOWED')
    await arrive(shop)
    expect(await live()).toMatchObject({ tryNo: 6, state: 'succeeded' })
    expect((await only(stopped?.refundNo ?? ''))?.resolvedAt).not.toBeNull()
    expect(await trailOf(params.id)).toEqual([{ action: 'payment.refund_restarted', permission: 'payment.handle' }])
  })

  it('is nobody’s to end that does not exist', async () => {
    const asked = { params: { id: freshKey() }, body: { reason: '没有这条' } }
    expect(await codeOf(desk.finance.resolveIncident(asked))).toBe('NOT_FOUND')
  })
})

describe('money of no order', () => {
  it('says what it was for, in the lists and on its pages, and is never shown as an order', async () => {
    const bea = await shopperOf(shop, '13800007102')
    await openStoredValue(shop)
    await setPassword(shop, bea)
    const rechargeId = await recharge(shop, bea)
    const subject = { kind: 'recharge', id: rechargeId }
    await bea.api.storedValue.refund({ body: { rechargeId, password: PASSWORD } })
    await arrive(shop)
    const { items } = await desk.finance.refunds({ query: {} })
    const refund = items.find((row) => row.subject.id === rechargeId)
    expect(refund).toMatchObject({ cause: 'recharge_refund', subject, order: null, state: 'succeeded' })
    const view = await desk.finance.refund({ params: { id: refund?.id ?? '' } })
    expect(view).toMatchObject({ subject, order: null, memberId: bea.memberId })
    expect(await desk.finance.payment({ params: { id: view.attemptId } })).toMatchObject({ subject, order: null })
    const { order } = await paid()
    await cancelPieces(desk, order.id)
    await arrive(shop)
    const [ofOrder] = (await desk.finance.refunds({ query: { q: order.orderNo } })).items
    expect(ofOrder).toMatchObject({ subject: { kind: 'order_term' }, order: { id: order.id } })
  })

  it('that a balance paid is a payment with its own evidence', async () => {
    const cat = await shopperOf(shop, '13800007103')
    await setPassword(shop, cat)
    await recharge(shop, cat)
    const order = await placeNow(cat, [{ skuId, qty: 1 }])
    await payWith(cat, order.id, order.payableFen)
    await arrive(shop)
    const [payment] = (await desk.finance.payments({ query: { q: order.orderNo } })).items
    expect(payment).toMatchObject({ channel: 'balance', state: 'succeeded', order: { id: order.id } })
    const { evidence } = await desk.finance.payment({ params: { id: payment?.id ?? '' } })
    expect(evidence).toMatchObject({ source: 'balance', amountFen: order.payableFen, effect: 'settled' })
  })
})

it('leaves the shop sound', async () => {
  await passTime(shop, 10 * secondMs)
  await shop.sweep('payment.attempts')
  await arrive(shop)
  await expectSoundShop(shop)
  const kinds = await shop.database.rows<{ kind: string }>('select distinct kind from ledger_txns')
  expect(kinds.filter(({ kind }) => !(kind in POSTING_NAMES))).toEqual([])
})
