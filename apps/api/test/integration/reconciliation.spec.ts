import { addShopDays } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, operatorOf } from '../support/buying.js'
import { ReconDesk } from '../support/recon-desk.js'
import type { ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ReconDesk
let maker: ShopClient
let checker: ShopClient

/** The bills of the day are there, and two operators sign in to look: no session outlives the days that pass. */
const morning = async (): Promise<void> => {
  await desk.morning()
  maker = await operatorOf(shop, ['finance'])
  checker = await operatorOf(shop, ['operations'])
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
})
beforeEach(() => desk.next())
afterAll(() => shop.close())

describe('a day without differences', () => {
  it('matches every row of both wallets to the fen, books the fees, and a second run changes nothing', async () => {
    const paid = await desk.pay('wechat_h5')
    await desk.pay('wechat_native')
    const alipay = await desk.pay('alipay_wap')
    await morning()
    const day = await desk.dayOf(maker)
    expect(day).toMatchObject({
      state: 'reconciled',
      problem: null,
      bill: { payments: 2, paidFen: 20_000, refunds: 0, refundedFen: 0, feeFen: 120 },
      ours: { payments: 2, paidFen: 20_000, refunds: 0, refundedFen: 0 },
      matched: 2,
      differences: { all: 0, open: 0 },
    })
    expect(await desk.dayOf(maker, desk.day, 'alipay')).toMatchObject({ state: 'reconciled', matched: 1 })
    expect(await desk.balance('clearing:wechat_h5')).toBe(0)
    expect(await desk.balance('clearing:wechat')).toBe(19_880)
    expect(await desk.balance('clearing:alipay')).toBe(9_940)
    expect(await desk.balance('channel_fee')).toBe(180)
    expect([paid.amountFen, alipay.amountFen]).toEqual([10_000, 10_000])

    const before = await postings()
    await maker.reconciliation.runAgain({ params: { id: day.id } })
    await shop.settle()
    await shop.sweep('payment.bills')
    expect(await postings()).toEqual(before)
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'reconciled', matched: 2, problem: null })
  })

  const postings = () => shop.database.rows(`select kind, reference from ledger_txns order by kind, reference`)
})

describe('#37 amount, fee and status', () => {
  it('differ apart from each other, and two people settle each', async () => {
    const amount = await desk.pay()
    const fee = await desk.pay()
    const status = await desk.pay()
    await desk.plant(
      { kind: 'amount', number: amount.attemptNo, fen: -100 },
      { kind: 'fee', number: fee.attemptNo, fen: 40 },
      { kind: 'status', number: status.attemptNo },
    )
    await morning()
    const found = await desk.differences(maker)
    expect(found.map(({ kind, number }) => [kind, number]).sort()).toEqual(
      [
        ['amount', amount.attemptNo],
        ['fee', fee.attemptNo],
        ['status', status.attemptNo],
      ].sort(),
    )
    const one = found.find(({ kind }) => kind === 'amount')
    const id = one?.id ?? ''
    expect(one).toMatchObject({ billFen: 9_900, ownFen: 10_000, state: 'open', allowedActions: ['propose'] })
    const detail = await maker.reconciliation.difference({ params: { id } })
    expect(detail).toMatchObject({
      bill: { amountFen: 9_900, attemptNo: amount.attemptNo },
      own: { amountFen: 10_000, channel: 'wechat_h5', state: 'succeeded' },
      notices: [{ kind: 'payment', effect: 'settled' }],
      choices: ['write_off', 'to_suspense'],
    })
    expect(
      await codeOf(maker.reconciliation.propose({ params: { id }, body: { action: 'explained', reason: '不动' } })),
    ).toBe('RECONCILIATION_ACTION_NOT_ALLOWED')
    const reason = '渠道少收一元，由店铺承担'
    const proposed = await maker.reconciliation.propose({ params: { id }, body: { action: 'write_off', reason } })
    expect(proposed).toMatchObject({
      state: 'proposed',
      allowedActions: [],
      resolutions: [{ reason, state: 'proposed' }],
    })
    expect(await codeOf(maker.reconciliation.approve({ params: { id } }))).toBe('RECONCILIATION_SELF_APPROVAL')
    const rejected = await checker.reconciliation.reject({ params: { id }, body: { note: '先问渠道' } })
    expect(rejected).toMatchObject({ state: 'open', resolutions: [{ state: 'rejected', note: '先问渠道' }] })
    await maker.reconciliation.propose({ params: { id }, body: { action: 'write_off', reason } })
    const before = await desk.balance('reconciliation_difference')
    const resolved = await checker.reconciliation.approve({ params: { id } })
    expect(resolved).toMatchObject({ state: 'resolved', resolutions: [{ state: 'approved' }, { state: 'rejected' }] })
    expect((await desk.balance('reconciliation_difference')) - before).toBe(100)
    expect(await codeOf(checker.reconciliation.approve({ params: { id } }))).toBe('RECONCILIATION_ACTION_NOT_ALLOWED')
  })
})

describe('#35 the channel has it and we do not', () => {
  it('is asked for, becomes a receipt by the answer, and is matched by itself', async () => {
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'lose', times: 50, value: null })
    const lost = await desk.begin()
    await shop.simulator.pay(lost.attemptNo)
    await shop.settle()
    await morning()
    expect(await desk.differences(maker)).toEqual([])
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'reconciled', matched: 1 })
    expect(await attemptState(lost.attemptNo)).toBe('succeeded')
    await shop.simulator.setFaults()
  })

  it('of a number nobody knows waits for two people, and its money goes to suspense', async () => {
    await desk.plant({ kind: 'long', number: 'STRANGER000000000001', fen: 500 })
    await morning()
    const [stranger] = await desk.differences(maker)
    expect(stranger).toMatchObject({ kind: 'long', number: 'STRANGER000000000001', billFen: 500, ownFen: null })
    const id = stranger?.id ?? ''
    expect(await maker.reconciliation.difference({ params: { id } })).toMatchObject({
      own: null,
      channelSaid: 'missing',
    })
    const before = await desk.balance('suspense')
    await maker.reconciliation.propose({ params: { id }, body: { action: 'to_suspense', reason: '待查付款人' } })
    await checker.reconciliation.approve({ params: { id } })
    expect((await desk.balance('suspense')) - before).toBe(-500)
  })
})

describe('#36 and #38 we have it and the channel does not', () => {
  it('#38 one booked after midnight waits a day and is matched with the bill of its own day', async () => {
    const late = await desk.pay()
    await desk.pay()
    await desk.plant({ kind: 'shift', number: late.attemptNo })
    await morning()
    expect(await desk.differences(maker)).toMatchObject([
      { kind: 'suspense', number: late.attemptNo, allowedActions: [] },
    ])
    const { day } = desk
    await desk.next()
    await morning()
    expect(await desk.differences(maker, day)).toMatchObject([{ kind: 'suspense', state: 'cleared' }])
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'reconciled', matched: 1 })
  })

  it('#38 one booked after midnight with another fee is one difference of the bill it stands in, and nothing is missing', async () => {
    const late = await desk.pay()
    await desk.pay()
    await desk.plant({ kind: 'shift', number: late.attemptNo })
    await morning()
    const { day } = desk
    await desk.next()
    await desk.plant({ kind: 'shift', number: late.attemptNo, day }, { kind: 'fee', number: late.attemptNo, fen: 7 })
    await morning()
    expect(await desk.differences(maker, day)).toMatchObject([{ kind: 'suspense', state: 'cleared' }])
    expect(await desk.differences(maker)).toMatchObject([{ kind: 'fee', number: late.attemptNo, ownFen: 10_000 }])
    await desk.next()
    await morning()
    expect(await desk.differences(maker, day)).toMatchObject([{ kind: 'suspense', state: 'cleared' }])
  })

  it('#36 what is in neither bill is short: the channel is asked and a person is told', async () => {
    const short = await desk.pay()
    await desk.pay()
    await desk.plant({ kind: 'short', number: short.attemptNo })
    await morning()
    const { day } = desk
    expect(await desk.differences(maker)).toMatchObject([{ kind: 'suspense' }])
    await desk.next()
    await morning()
    const [found] = await desk.differences(maker, day)
    expect(found).toMatchObject({
      kind: 'short',
      state: 'open',
      number: short.attemptNo,
      billFen: null,
      ownFen: 10_000,
    })
    const id = found?.id ?? ''
    expect(await maker.reconciliation.difference({ params: { id } })).toMatchObject({ channelSaid: 'paid', bill: null })
    const incidents = await shop.database.rows(
      `select 1 from payment_incidents where kind = 'outcome_unknown' and reference = $1 and resolved_at is null`,
      [short.attemptNo],
    )
    expect(incidents).toHaveLength(1)
    await maker.reconciliation.propose({ params: { id }, body: { action: 'explained', reason: '渠道确认已到账' } })
    expect(await checker.reconciliation.approve({ params: { id } })).toMatchObject({ state: 'resolved' })
  })
})

describe('#34 a bill that is not whole', () => {
  it.each([
    ['truncated', 'hash'],
    ['wrong_hash', 'hash'],
    ['wrong_totals', 'totals'],
    ['late', 'not_yet'],
    ['missing', 'not_empty'],
  ])('%s is not reconciled, and is fetched again in an hour', async (kind, problem) => {
    const paid = await desk.pay()
    await desk.plant({ kind })
    await morning()
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'waiting', problem, bill: null, matched: 0 })
    const rows = await shop.database.rows(`select 1 from bill_rows where attempt_no = $1`, [paid.attemptNo])
    expect(rows).toEqual([])
    await desk.plant()
    await shop.sweep('payment.bills')
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'waiting' })
    await desk.at(addShopDays(desk.day, 1), 11.6)
    await shop.sweep('payment.bills')
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'reconciled', problem: null, matched: 1 })
  })

  it('a day without any is empty only if our own books are', async () => {
    await morning()
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'empty', problem: null, ours: { payments: 0 } })
  })
})

describe('the books', () => {
  it('hold to every invariant, and a day is carried away as a table', async () => {
    const paid = await desk.pay()
    await desk.plant({ kind: 'amount', number: paid.attemptNo, fen: 5 })
    await morning()
    const { id } = await desk.dayOf(maker)
    const file = await maker.reconciliation.exported({ params: { id } }).catch((error: unknown) => error)
    expect(String(file)).toBeDefined()
    await shop.sweep()
    await shop.settle()
    await expectSoundShop(shop)
  })
})

const attemptState = (attemptNo: string): Promise<string> =>
  shop.database
    .one<{ state: string }>(`select state from payment_attempts where attempt_no = $1`, [attemptNo])
    .then(({ state }) => state)
