import { addShopDays, type ShopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PaymentIncidentsOfDifferences1700000000386 } from '../../migrations/0386-payment-incidents-of-differences.js'
import { BILL_SOURCES, type BillSource } from '../../src/modules/payment/bills/bill-source.js'
import { nextInTurn } from '../../src/modules/payment/bills/flow/flow.store.js'
import { codeOf, expectSoundShop, operatorOf } from '../support/buying.js'
import { ReconDesk } from '../support/recon-desk.js'
import type { ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ReconDesk
let maker: ShopClient
let checker: ShopClient

const morning = async (): Promise<void> => {
  await desk.morning()
  maker = await operatorOf(shop, ['finance'])
  checker = await operatorOf(shop, ['operations'])
}
const withdrawals = () =>
  shop.database.rows<{ reference: string }>(
    `select reference from ledger_txns where kind = 'bill.withdrawn' order by id`,
  )
/** The differences of a number of which people are told. */
const toldOf = async (number: string): Promise<string[]> =>
  (
    await shop.database.rows<{ kind: string }>(
      `select b.kind from payment_incidents x join recon_breaks b on b.id = x.difference_id
        where x.reference = $1 and x.resolved_at is null order by 1`,
      [number],
    )
  ).map(({ kind }) => kind)
const resolve = async (id: string, action: 'write_off' | 'to_suspense' | 'explained'): Promise<void> => {
  await maker.reconciliation.propose({ params: { id }, body: { action, reason: '已与渠道核对' } })
  await checker.reconciliation.approve({ params: { id } })
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
})
beforeEach(() => desk.next())
afterAll(() => shop.close())

describe('what went from the wallets to the bank', () => {
  it('is posted once for each movement, of either wallet, and a second run changes nothing', async () => {
    const paid = await desk.pay('wechat_h5')
    await desk.refund(paid.attemptNo, 1_000)
    await desk.pay('alipay_wap')
    await desk.plant(
      { kind: 'withdraw', fen: 5_000 },
      { kind: 'withdraw', fen: 1_000 },
      { wallet: 'alipay', kind: 'withdraw', fen: 9_940 },
    )
    await morning()
    expect(await desk.dayOf(maker)).toMatchObject({
      ...{ state: 'reconciled', matched: 2, differences: { all: 0, open: 0 } },
      flow: {
        ...{ state: 'reconciled', problem: null, moved: { incomeFen: 10_006, outgoFen: 7_060, feeFen: 54 } },
        withdrawn: { count: 2, fen: 6_000, bookedFen: 6_000 },
      },
    })
    expect((await desk.dayOf(maker, desk.day, 'alipay')).flow).toMatchObject({
      withdrawn: { count: 1, fen: 9_940, bookedFen: 9_940 },
    })
    expect(await desk.balance('bank')).toBe(15_940)
    expect(await desk.balance('clearing:wechat')).toBe(10_000 - 1_000 - 54 - 6_000)
    expect(await desk.balance('clearing:alipay')).toBe(0)
    const before = await withdrawals()
    expect(before).toHaveLength(3)
    await maker.reconciliation.runAgain({ params: { id: (await desk.dayOf(maker)).id } })
    await shop.settle()
    await shop.sweep('payment.bills')
    expect(await withdrawals()).toEqual(before)
    expect(await desk.dayOf(maker)).toMatchObject({ problem: null, flow: { state: 'reconciled', problem: null } })
  })

  it('beyond what clearing carries is booked by two people and not by itself', async () => {
    await desk.pay()
    const carried = await desk.balance('clearing:wechat')
    await desk.plant({ kind: 'withdraw', fen: carried + 9_940 + 1 })
    await morning()
    const [found, ...others] = await desk.differences(maker)
    expect(others).toEqual([])
    const amountFen = -(carried + 9_941)
    expect(found).toMatchObject({ kind: 'uncovered', subject: 'flow', billFen: amountFen, ownFen: carried + 9_940 })
    const id = found?.id ?? ''
    expect(await maker.reconciliation.difference({ params: { id } })).toMatchObject({
      ...{ bill: null, own: null, choices: ['write_off', 'to_suspense'] },
      flow: { kind: 'withdrawal', word: '提现', amountFen },
    })
    expect((await desk.dayOf(maker)).flow).toMatchObject({ state: 'reconciled', withdrawn: { count: 1, bookedFen: 0 } })
    const [bank, suspense] = [await desk.balance('bank'), await desk.balance('suspense')]
    await resolve(id, 'to_suspense')
    expect([(await desk.balance('bank')) - bank, (await desk.balance('suspense')) - suspense]).toEqual([
      -amountFen,
      amountFen,
    ])
    await maker.reconciliation.runAgain({ params: { id: (await desk.dayOf(maker)).id } })
    await shop.sweep('payment.bills')
    await shop.settle()
    expect((await desk.balance('bank')) - bank).toBe(-amountFen)
  })

  it('is booked by itself once a later day brings what clearing lacked and nobody has spoken about it', async () => {
    await desk.pay()
    const carried = await desk.balance('clearing:wechat')
    await desk.plant({ kind: 'withdraw', fen: carried + 10_000 })
    await morning()
    expect(await desk.differences(maker)).toMatchObject([{ kind: 'uncovered', state: 'open' }])
    const { day } = desk
    await desk.next()
    await desk.pay()
    await morning()
    expect(await desk.differences(maker, day)).toMatchObject([{ kind: 'uncovered', state: 'cleared' }])
    expect((await desk.dayOf(maker, day)).flow).toMatchObject({ withdrawn: { bookedFen: carried + 10_000 } })
  })

  it('waits while the bill of an earlier day is missing, and is booked by itself when that is in', async () => {
    const { day: early } = desk
    await desk.pay()
    const carried = await desk.balance('clearing:wechat')
    await desk.next()
    const { day } = desk
    await desk.pay()
    const withdrawn = { kind: 'withdraw', fen: carried + 9_940 + 5_000 }
    await desk.plant({ kind: 'late', day: early }, withdrawn)
    await morning()
    expect((await desk.dayOf(maker, early)).state).toBe('waiting')
    expect(await desk.dayOf(maker, day)).toMatchObject({
      ...{ state: 'reconciled', differences: { all: 0 } },
      flow: { state: 'staged', problem: 'earlier_day', withdrawn: { count: 1, bookedFen: 0 } },
    })
    // What the wallet keeps no more holds nothing up.
    const { merchantId } = await desk.dayOf(maker, early)
    const turnSince = (since: ShopDay) => nextInTurn(shop.database, { wallet: 'wechat', merchantId }, since)
    expect(await turnSince(early)).toBeUndefined()
    expect(await turnSince(day)).toMatchObject({ day, state: 'staged' })
    await desk.plant(withdrawn)
    await desk.at(addShopDays(day, 1), 12)
    await shop.sweep('payment.bills')
    expect((await desk.dayOf(maker, day)).flow).toMatchObject({
      ...{ state: 'reconciled', problem: null },
      withdrawn: { bookedFen: carried + 14_940 },
    })
    expect(await desk.differences(maker, day)).toEqual([])
  })

  it('is not booked from what a later day brought before its own flow came', async () => {
    const { day } = desk
    await desk.pay()
    const carried = await desk.balance('clearing:wechat')
    const sources = shop.app.get<BillSource[]>(BILL_SOURCES).filter(({ wallet }) => wallet === 'wechat')
    const fetches = sources.map((source) => source.fetchFlow)
    for (const source of sources)
      source.fetchFlow = () => Promise.resolve({ kind: 'later', problem: 'not_yet', reason: 'it is being written' })
    const withdrawn = { kind: 'withdraw', fen: carried + 9_941, day }
    await desk.plant(withdrawn)
    await desk.next()
    await desk.pay()
    await morning()
    expect(await desk.balance('clearing:wechat')).toBe(carried + 2 * 9_940)
    sources.forEach((source, at) => Object.assign(source, { fetchFlow: fetches[at] }))
    await desk.at(addShopDays(desk.day, 1), 12)
    await shop.sweep('payment.bills')
    // As of its own day it was not covered, and as of the next it is.
    expect(await desk.differences(maker, day)).toMatchObject([
      { kind: 'uncovered', state: 'cleared', ownFen: carried + 9_940 },
    ])
    expect(await desk.balance('clearing:wechat')).toBe(9_939)
  })
})

describe('what the account itself did', () => {
  it('differs from the bill in amount, in fee, and by movements of no kind we know', async () => {
    const [amount, fee, missing] = [await desk.pay(), await desk.pay(), await desk.pay()]
    await desk.plant(
      { kind: 'flow_amount', number: amount.attemptNo, fen: -100 },
      { kind: 'flow_fee', number: fee.attemptNo, fen: 7 },
      { kind: 'flow_short', number: missing.attemptNo },
      { kind: 'flow_other', fen: -2_000 },
    )
    await morning()
    const found = await desk.differences(maker)
    const by = new Map(found.map((one) => [one.kind === 'flow_other' ? 'other' : one.number, one]))
    expect(found).toHaveLength(4)
    expect(by.get(amount.attemptNo)).toMatchObject({ kind: 'flow_amount', billFen: 9_900, ownFen: 10_000 })
    expect(by.get(fee.attemptNo)).toMatchObject({ kind: 'flow_fee', feeFen: 67, expectedFeeFen: 60 })
    expect(by.get(missing.attemptNo)).toMatchObject({ kind: 'flow_amount', billFen: 0, ownFen: 10_000 })
    expect(by.get('other')).toMatchObject({ kind: 'flow_other', billFen: -2_000, ownFen: 0 })
    const day = await desk.dayOf(maker)
    expect(day).toMatchObject({ matched: 3, differences: { all: 4, open: 4 } })
    expect(day.kinds.map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['flow_amount', -10_100],
      ['flow_fee', 7],
      ['flow_other', -2_000],
    ])
    const clearing = await desk.balance('clearing:wechat')
    await resolve(by.get(amount.attemptNo)?.id ?? '', 'write_off')
    await resolve(by.get(fee.attemptNo)?.id ?? '', 'write_off')
    await resolve(by.get('other')?.id ?? '', 'to_suspense')
    await resolve(by.get(missing.attemptNo)?.id ?? '', 'explained')
    expect((await desk.balance('clearing:wechat')) - clearing).toBe(-100 - 7 - 2_000)
    expect(
      await codeOf(
        maker.reconciliation.propose({
          params: { id: by.get('other')?.id ?? '' },
          body: { action: 'explained', reason: '不动' },
        }),
      ),
    ).toBe('RECONCILIATION_ACTION_NOT_ALLOWED')
  })

  it('is a task of its own beside what the bill says of the same number, and neither ends with the other', async () => {
    const { attemptNo } = await desk.pay()
    await desk.plant(
      { kind: 'amount', number: attemptNo, fen: 7 },
      { kind: 'flow_amount', number: attemptNo, fen: -100 },
    )
    await morning()
    const found = await desk.differences(maker)
    expect(found.map(({ kind, number }) => [kind, number]).sort()).toEqual([
      ['amount', attemptNo],
      ['flow_amount', attemptNo],
    ])
    const ids = new Map(found.map(({ kind, id }) => [kind, id]))
    expect(await toldOf(attemptNo)).toEqual(['amount', 'flow_amount'])
    const incidents = await maker.finance.incidents({ query: { q: attemptNo, tab: 'open' } })
    expect(incidents.items.map(({ differenceId }) => differenceId).sort()).toEqual([...ids.values()].sort())
    // As it was before each had a task of its own: one of them was told under the other's.
    await shop.database.transaction(async (tx) => {
      await tx.execute(`delete from payment_incidents where difference_id = $1`, [ids.get('flow_amount') ?? ''])
      await tx.execute(`alter table payment_incidents drop column difference_id`)
      await tx.execute(
        `create unique index payment_incidents_open on payment_incidents (kind, reference) where resolved_at is null`,
      )
      await new PaymentIncidentsOfDifferences1700000000386().up({ query: (sql) => tx.rows(sql) })
    })
    expect(await toldOf(attemptNo)).toEqual(['amount', 'flow_amount'])
    await resolve(ids.get('flow_amount') ?? '', 'write_off')
    expect(await toldOf(attemptNo)).toEqual(['amount'])
    await resolve(ids.get('amount') ?? '', 'write_off')
    expect(await toldOf(attemptNo)).toEqual([])
  })

  it('differs in what came and in what went back apart, though under one number they would make up for each other', async () => {
    const { attemptNo } = await desk.pay('alipay_wap')
    const refundNo = await desk.refund(attemptNo, 1_000)
    await desk.plant(
      { wallet: 'alipay', kind: 'flow_amount', number: attemptNo, fen: -100 },
      { wallet: 'alipay', kind: 'flow_amount', number: refundNo, fen: -100 },
    )
    await morning()
    const found = (await desk.differences(maker)).map(({ kind, subject, number, billFen, ownFen }) => [
      ...[kind, subject, number, billFen, ownFen],
    ])
    expect(found.sort()).toEqual([
      ['flow_amount', 'payment', attemptNo, 9_900, 10_000],
      ['flow_amount', 'refund', refundNo, -900, -1_000],
    ])
  })

  it('a transfer that is no payout of ours is told to people, and nothing is booked of it', async () => {
    await desk.pay()
    await desk.plant({ kind: 'flow_other', number: 'SOMEBODYSTRANSFER001', fen: -500 })
    await morning()
    const clearing = await desk.balance('clearing:wechat')
    const strange = (await desk.differences(maker)).filter(({ kind }) => kind === 'flow_other')
    expect(strange).toMatchObject([{ billFen: -500, ownFen: 0, state: 'open' }])
    expect(await desk.balance('payout:wechat')).toBe(0)
    await resolve(strange[0]?.id ?? '', 'to_suspense')
    expect((await desk.balance('clearing:wechat')) - clearing).toBe(-500)
  })

  it.each([
    ['truncated', 'hash'],
    ['wrong_totals', 'totals'],
  ])('%s is not taken, and is fetched again in an hour', async (kind, problem) => {
    await desk.pay()
    await desk.at(addShopDays(desk.day, 1), 10.5)
    await desk.plant({ kind: 'withdraw', fen: 100 }, { kind })
    await shop.sweep('payment.bills')
    maker = await operatorOf(shop, ['finance'])
    expect(await desk.dayOf(maker)).toMatchObject({
      state: 'waiting',
      problem,
      flow: { state: 'waiting', moved: null },
    })
    await desk.plant({ kind: 'withdraw', fen: 100 })
    await desk.at(addShopDays(desk.day, 1), 12)
    await shop.sweep('payment.bills')
    expect(await desk.dayOf(maker)).toMatchObject({ flow: { state: 'reconciled', withdrawn: { bookedFen: 100 } } })
  })

  it('a day on which nothing moved has neither bill nor flow', async () => {
    await morning()
    expect(await desk.dayOf(maker)).toMatchObject({ state: 'empty', flow: { state: 'empty', moved: null } })
  })

  it('leaves the books sound', async () => {
    await shop.sweep()
    await expectSoundShop(shop)
  })
})
