import type { BillDay } from '@jishi/contracts/payment/reconciliation.schema'
import { addHours, addShopDays, shopDay, startOfShopDay, systemClock, type ShopDay } from '@jishi/kernel/time'
import { fen, formatFen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inEverySize, Window } from './support/browser.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import { BRUSHES, grouped } from './support/order-centre.js'
import { PayingPerson, type PaidOrder } from './support/paying-people.js'
import { plant, ReconRoom } from './support/recon-room.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'
import { colleagueAtDesk, ownerAtDesk } from './support/staff.js'

const picture = inEverySize('reconciliation')
const STRANGER = 'NOBODYKNOWSTHISONE01'
const CHECKER = { username: 'fuhe', name: '老周', password: 'check twice 2026' }
const yuan = (amountFen: number): string => formatFen(fen(amountFen))
/** A day of the shop that no midnight of the machine can cut in two. */
const DAY = addShopDays(shopDay(systemClock.now()), 1)
const at = (day: ShopDay, hour: number): number => addHours(startOfShopDay(day), hour)

let shop: Shop
let window: Window
let maker: Office
let checker: Office
let room: ReconRoom
let day: BillDay
/** What of the day's bill is wrong, by the name of what is wrong with it. */
const wrong: Record<'amount' | 'fee' | 'status' | 'short' | 'shift', PaidOrder> = {} as never
let fine: PaidOrder

beforeAll(async () => {
  shop = await openShop(at(DAY, 12))
  window = await Window.open()
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

describe('a bill that does not agree', () => {
  it('is written by a wallet about a day of payments', async () => {
    const buyer = await PayingPerson.of(shop, BRUSHES.title)
    fine = await buyer.pay('wechat_h5')
    await buyer.pay('alipay_wap')
    for (const kind of ['amount', 'fee', 'status', 'short', 'shift'] as const)
      wrong[kind] = await buyer.pay('wechat_h5')
    await plant(shop, DAY, [
      { kind: 'amount', number: wrong.amount.attemptNo, fen: -100 },
      { kind: 'fee', number: wrong.fee.attemptNo, fen: 40 },
      { kind: 'status', number: wrong.status.attemptNo },
      { kind: 'short', number: wrong.short.attemptNo },
      { kind: 'shift', number: wrong.shift.attemptNo },
      { kind: 'long', number: STRANGER, fen: 500 },
    ])
  })

  it('is fetched the next morning, and every row and every number of ours gets its answer', async () => {
    await shop.reopenAt(at(addShopDays(DAY, 1), 11))
    maker = await ownerAtDesk(window, shop)
    checker = await colleagueAtDesk(window, shop, { ...CHECKER, owner: maker })
    room = new ReconRoom(maker)
    expect(await room.untilReconciled(DAY, 'alipay')).toMatchObject({ matched: 1, differences: { all: 0, open: 0 } })
    day = await room.untilReconciled(DAY)
    expect(day.ours).toMatchObject({ payments: 6, refunds: 0 })
    expect(day.bill).toMatchObject({ payments: 5, refunds: 0 })
    expect(day.matched).toBe(1)
    const row = await room.openDay(DAY)
    await row.getByText('已对账').waitFor()
    await row.getByText(`${day.differences.open} 条待处理`).waitFor()
    await picture(maker.page, '01-days')
    await row.getByText(DAY).click()
    for (const named of Object.values(planted())) await room.row(named).waitFor()
    expect(await maker.row(grouped(fine.attemptNo)).count()).toBe(0)
    await picture(maker.page, '02-differences')
  })

  it('a maker proposes with a reason, and cannot agree to it', async () => {
    const { amount } = planted()
    const drawer = await room.propose(day, amount, '渠道少收一元，由店铺承担', '店铺承担')
    await drawer.getByText('渠道少收一元，由店铺承担').waitFor()
    await picture(maker.page, '03-proposed')
    expect(await drawer.getByRole('button', { name: '同意', exact: true }).count()).toBe(0)
    const { id } = (await room.differences(day)).find(
      ({ number, kind }) => number === amount.number && kind === 'amount',
    ) ?? { id: '' }
    expect(await maker.tell(`reconciliation/differences/${id}/approve`, {})).toMatchObject({
      code: 'RECONCILIATION_SELF_APPROVAL',
    })
  })

  it('the incident it was told as leads to it, and it leads back', async () => {
    const { number } = planted().amount
    await maker.open(`/payment-incidents?tab=open&q=${number}`)
    await maker.page.getByRole('link', { name: '看差异', exact: true }).first().click()
    await maker.dialog.getByRole('heading', { name: '我们的账', exact: true }).waitFor()
    await maker.dialog.getByText(grouped(number), { exact: true }).waitFor()
    await picture(maker.page, '03-from-the-incident')
    await maker.dialog.getByRole('link', { name: '看异常', exact: true }).click()
    await maker.row(grouped(number)).getByRole('link', { name: '看差异', exact: true }).waitFor()
    expect(new URL(maker.page.url()).searchParams.get('q')).toBe(number)
  })

  it('another person sees what would be posted, and agrees', async () => {
    const theirs = new ReconRoom(checker)
    const drawer = await theirs.open(day, planted().amount)
    await drawer
      .locator('.leg')
      .filter({ hasText: /借.*对账差异.*1\.00/ })
      .waitFor()
    await picture(checker.page, '04-to-be-checked')
    await theirs.approve(day, planted().amount)
    await picture(checker.page, '05-agreed')
    for (const [named, action, reason] of [
      [planted().fee, '店铺承担', '费率调整当天，已与渠道核对'],
      [planted().status, '说明原因，不动账', '渠道确认为成功，账单用词不同'],
      [planted().long, '转入暂收', '待查付款人'],
    ] as const) {
      await room.propose(day, named, reason, action)
      await theirs.approve(day, named)
    }
  })

  it('the adjustment stands in the ledger, and the books still balance', async () => {
    await maker.open('/ledger/statement?account=reconciliation_difference')
    const posted = maker.page.getByRole('row').filter({ hasText: '对账差异处理' })
    await posted.filter({ hasText: '1.00' }).first().waitFor()
    await picture(maker.page, '06-statement')
    await maker.open('/ledger')
    await maker.see('借贷平衡，差额 ¥0.00')
    await maker.row('对账差异').getByText(/^借 /).waitFor()
    await picture(maker.page, '07-trial-balance')
  })

  it('a second run changes nothing', async () => {
    const before = await everything()
    await room.runAgain(DAY)
    expect(await everything()).toEqual(before)
  })

  it('the day is carried away as a table that says the same', async () => {
    const { name, lines } = await room.carryAway(DAY)
    expect(name).toBe(`对账-微信支付-${DAY}.csv`)
    const found = (number: string, result: string): string[] =>
      lines.find((cells) => cells[1] === number && cells.at(-2) === result) ?? []
    expect(lines[0]?.slice(0, 3)).toEqual(['类型', '支付单号', '退款单号'])
    expect(found(fine.attemptNo, '相符').at(-1)).toBe('')
    expect(found(wrong.amount.attemptNo, '金额不符').slice(-5)).toEqual([
      ...[yuan(wrong.amount.amountFen - 100), expect.any(String), yuan(wrong.amount.amountFen)],
      ...['金额不符', '已处理'],
    ])
    expect(found(wrong.short.attemptNo, '跨日待定').at(-1)).toBe('待处理')
    expect(found(STRANGER, '长款').at(-1)).toBe('已处理')
  })
})

describe('across midnight', () => {
  it('what the next bill has is cleared by itself, and what no bill has is short', async () => {
    await shop.reopenAt(at(addShopDays(DAY, 2), 11))
    maker = await ownerAtDesk(window, shop)
    room = new ReconRoom(maker)
    await room.untilReconciled(addShopDays(DAY, 1))
    const kindOf = async ({ attemptNo }: PaidOrder) =>
      (await room.differences(day)).filter(({ number }) => number === attemptNo).map(({ kind, state }) => [kind, state])
    await expect.poll(() => kindOf(wrong.shift)).toEqual([['suspense', 'cleared']])
    await expect.poll(() => kindOf(wrong.short)).toEqual([['short', 'open']])
    await room.openDifferences(day)
    await room.row({ number: wrong.short.attemptNo, kind: '短款' }).waitFor()
    await room.row(planted().shift).getByText('已自动结清', { exact: true }).waitFor()
    await picture(maker.page, '08-after-midnight')
  })

  it('two people settle what is left, and the day has nothing more to do', async () => {
    await checker.open('/')
    await checker.signIn(CHECKER.username, CHECKER.password)
    await checker.page.getByRole('heading', { name: '工作台' }).waitFor()
    const theirs = new ReconRoom(checker)
    const short = { number: wrong.short.attemptNo, kind: '短款' }
    await room.propose(day, short, '渠道确认已到账，账单次日补', '说明原因，不动账')
    await theirs.approve(day, short)
    const open = (await room.differences(day)).filter(({ state }) => state === 'open')
    expect(open).toEqual([])
    await (await room.openDay(DAY)).getByText(/^\d+ 条，已处理$/).waitFor()
    await maker.open('/ledger')
    await maker.see('借贷平衡，差额 ¥0.00')
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})

/** What was planted, as the room names it the next morning. */
const planted = () => ({
  amount: { number: wrong.amount.attemptNo, kind: '金额不符' },
  fee: { number: wrong.fee.attemptNo, kind: '手续费不符' },
  status: { number: wrong.status.attemptNo, kind: '状态不符' },
  short: { number: wrong.short.attemptNo, kind: '跨日待定' },
  shift: { number: wrong.shift.attemptNo, kind: '跨日待定' },
  long: { number: STRANGER, kind: '长款' },
})

/** The day with its differences, and the sums of the whole ledger; how often its bill was fetched is no part of it. */
const everything = async (): Promise<unknown> => {
  const { tries: _tries, ...standing } = (await room.dayOf(DAY)) as BillDay
  const books = await maker.ask<{ accounts: unknown; debitFen: number; creditFen: number }>('ledger/trial-balance')
  const { accounts, debitFen, creditFen } = books
  return { standing, differences: await room.differences(day), accounts, debitFen, creditFen }
}
