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

const morning = async (): Promise<void> => {
  await desk.morning()
  maker = await operatorOf(shop, ['finance'])
  checker = await operatorOf(shop, ['operations'])
}
const withdrawals = () =>
  shop.database.rows<{ reference: string }>(
    `select reference from ledger_txns where kind = 'bill.withdrawn' order by id`,
  )
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

  it('is booked by a later run once clearing carries it and nobody has spoken about it', async () => {
    await desk.pay()
    const carried = await desk.balance('clearing:wechat')
    await desk.plant({ kind: 'withdraw', fen: carried + 10_000 })
    await morning()
    expect(await desk.differences(maker)).toMatchObject([{ kind: 'uncovered', state: 'open' }])
    const { day } = desk
    await desk.next()
    await desk.pay()
    await morning()
    const { id } = await desk.dayOf(maker, day)
    await maker.reconciliation.runAgain({ params: { id } })
    await shop.settle()
    await shop.sweep('payment.bills')
    expect(await desk.differences(maker, day)).toMatchObject([{ kind: 'uncovered', state: 'cleared' }])
    expect((await desk.dayOf(maker, day)).flow).toMatchObject({ withdrawn: { bookedFen: carried + 10_000 } })
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
