import type { AdminIncident, AdminPaymentRow, AdminRefundRow } from '@jishi/contracts/payment/finance.schema'
import type { AdminPayout } from '@jishi/contracts/payment/payout.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inEverySize, Window } from './support/browser.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import { BRUSHES, grouped } from './support/order-centre.js'
import { PayingPerson, type PaidOrder } from './support/paying-people.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'
import { ownerAtDesk } from './support/staff.js'

const picture = inEverySize('finance')
const REASON = '模拟渠道的错误通知，已与渠道核对'
const yuan = (amountFen: number): string => `¥${formatFen(fen(amountFen))}`

let shop: Shop
let window: Window
let owner: Office
let buyer: PayingPerson
let paid: PaidOrder

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
  buyer = await PayingPerson.of(shop, BRUSHES.title)
  owner = await ownerAtDesk(window, shop)
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

/** What the gateway does wrong the next time. */
const fault = async (operation: string, kind: string, value: number | null = null): Promise<void> => {
  const answer = await fetch(`${shop.consoleUrl}/console/api/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ channel: 'wechat', operation, kind, times: 1, value }]),
  })
  expect(answer.ok, await answer.text()).toBe(true)
}
const found = async <Row>(path: string): Promise<Row[]> => (await owner.ask<{ items: Row[] }>(path)).items

/** The shop cannot send it; answers where the refund stands, once it stands there. */
const cancelled = async ({ orderId, attemptNo }: PaidOrder, state: string): Promise<AdminRefundRow> => {
  await owner.open(`/orders/${orderId}`)
  await owner.press('取消商品')
  await owner.dialog.getByRole('button', { name: /^确认取消并退款/ }).click()
  await owner.dialog.waitFor({ state: 'hidden' })
  const refunds = async () => (await found<AdminRefundRow>('refunds')).filter((one) => one.attemptNo === attemptNo)
  await expect.poll(async () => (await refunds()).map((one) => one.state)).toEqual([state])
  return (await refunds())[0] as AdminRefundRow
}

describe('a payment', () => {
  it('is reached from its order, and found in the list by its number', async () => {
    paid = await buyer.pay('wechat_h5')
    await owner.open(`/orders/${paid.orderId}`)
    await owner.page.getByRole('link', { name: /^微信/ }).click()
    await owner.see(grouped(paid.attemptNo))
    await owner.see('已支付')
    await owner.open(`/payments?q=${paid.attemptNo}`)
    await owner.row(grouped(paid.attemptNo)).getByText(yuan(paid.amountFen)).waitFor()
    await owner.open('/payments')
    await owner.row(grouped(paid.attemptNo)).waitFor()
    await picture(owner.page, '01-payments')
  })

  it('shows what the channel said to whoever asks for it, and the look is kept', async () => {
    const [payment] = await found<AdminPaymentRow>(`payments?q=${paid.attemptNo}`)
    await owner.open(`/payments/${String(payment?.id)}`)
    await owner.see('已入账')
    expect(await owner.page.locator('pre').count()).toBe(0)
    await owner.press('查看原文')
    await owner.see(/TRANSACTION\.SUCCESS/)
    await owner.page.locator('pre').last().getByText(paid.attemptNo).waitFor()
    await picture(owner.page, '02-payment')
    await owner.press('重新投递')
    await owner.see('已由模拟渠道重新投递，回应 200，没有任何变化。')
    await owner.open('/audit-log')
    await owner.row('查看通知原文').waitFor()
    await owner.row('重新投递通知').waitFor()
  })

  it('whose notice names another amount is set aside, and a person ends the incident with a reason', async () => {
    const odd = await buyer.begin('wechat_h5')
    await fault('notify', 'wrong_amount', 1)
    await buyer.gateway.pay(odd.attemptNo)
    const incidents = () => found<AdminIncident>(`payment-incidents?tab=open&q=${odd.attemptNo}`)
    await expect.poll(async () => (await incidents()).map(({ kind }) => kind)).toEqual(['mismatch'])
    // The question that is asked of the channel settles it, whatever the notice said.
    await buyer.untilPaid(odd)
    await owner.open('/payment-incidents?tab=open')
    await owner.press('通知与记录不符', owner.row(grouped(odd.attemptNo)))
    await picture(owner.page, '03-incidents')
    await owner.press('关闭异常', owner.row(grouped(odd.attemptNo)))
    await owner.labelled('处理说明', owner.dialog).fill(REASON)
    await picture(owner.page, '04-ending-an-incident')
    await owner.press('关闭异常', owner.dialog)
    await owner.dialog.waitFor({ state: 'hidden' })
    await owner.open('/payment-incidents?tab=resolved')
    await owner.row(grouped(odd.attemptNo)).getByText(new RegExp(REASON)).waitFor()
  })
})

describe('a refund', () => {
  it('that the channel confirms is found with its postings', async () => {
    const refund = await cancelled(paid, 'succeeded')
    await owner.open(`/refunds?q=${refund.refundNo}`)
    await owner.row(grouped(refund.refundNo)).getByText(yuan(paid.amountFen)).waitFor()
    await owner.open(`/refunds/${refund.id}`)
    await owner.see('渠道确认退款')
    await owner.see('已确认退款')
    await picture(owner.page, '05-refund')
  })

  it('that ends abnormally is a task, in the list and on its page', async () => {
    const order = await buyer.pay('wechat_h5')
    await fault('refund', 'abnormal')
    const refund = await cancelled(order, 'abnormal')
    await owner.open('/refunds')
    await owner.row(grouped(refund.refundNo)).getByText('异常，待处理', { exact: true }).waitFor()
    await picture(owner.page, '06-refunds')
    await owner.open(`/refunds/${refund.id}`)
    await owner.page.getByRole('note').getByText('退款异常', { exact: true }).waitFor()
    await picture(owner.page, '07-abnormal-refund')
    await owner.open(`/payment-incidents?q=${refund.refundNo}`)
    await owner.row(grouped(refund.refundNo)).getByText('自动结束', { exact: true }).waitFor()
  })
})

describe('a payout', () => {
  it('waits for its payee, arrives, and what the channel said of it is read under audit', async () => {
    const memberId = await buyer.knownAtWechat()
    const { code, output } = await shop.run('journeys/support/set-aside.mjs', [memberId, '8800'])
    expect(code, output).toBe(0)
    const payouts = async () => (await found<AdminPayout>('payouts')).filter((one) => one.memberId === memberId)
    await expect.poll(async () => (await payouts()).map(({ state }) => state)).toEqual(['awaiting'])
    const payout = (await payouts())[0] as AdminPayout
    await owner.open('/payouts')
    await owner.row(grouped(payout.payoutNo)).getByText('待收款人确认').waitFor()
    await picture(owner.page, '08-payouts')
    await buyer.gateway.post(`/transfers/${payout.payoutNo}/confirm`)
    await expect.poll(async () => (await payouts()).map(({ state }) => state)).toEqual(['succeeded'])
    await owner.open(`/payouts/${payout.id}`)
    await owner.see('已到账')
    await owner.see('确认到账')
    await owner.press('查看原文')
    await owner.see(/MCHTRANSFER\.BILL\.FINISHED/)
    await picture(owner.page, '09-payout')
    await owner.open('/ledger/statement?account=payout&owner=wechat')
    await owner
      .row('打款完成')
      .getByText(/88\.00/)
      .first()
      .waitFor()
  })
})

describe('the books of the demo shop', () => {
  it('are read by account, by period and as a trial balance that sums to zero', async () => {
    await owner.open('/ledger')
    await owner.see('借贷平衡，差额 ¥0.00')
    const { differenceFen } = await owner.ask<{ differenceFen: number }>('ledger/trial-balance')
    expect(differenceFen).toBe(0)
    await picture(owner.page, '10-trial-balance')
    await owner.page.getByRole('link', { name: '合同负债' }).click()
    await owner.row('收到应付款').waitFor()
    await picture(owner.page, '11-statement')
    await owner.open('/ledger/period')
    await owner.row('合同负债').waitFor()
    await picture(owner.page, '12-period')
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})
