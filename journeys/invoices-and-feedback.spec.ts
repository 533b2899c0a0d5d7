import { readFileSync } from 'node:fs'
import type { OwnInvoice } from '@jishi/contracts/invoice/invoice.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import { answer, BRUSHES, grouped, hears } from './support/order-centre.js'
import type { Shop } from './support/shop.js'
import * as bureau from './support/tax-bureau.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const COMPANY = '小满食品有限公司'
const TROUBLE = '首页的字太小，老人看不清，附上截图'
const REPLY = '谢谢提醒，大字版正在做，做好了第一个告诉你'
const picture = inBothLooks('invoices-and-feedback')
const yuan = (amount: number): string => `¥${formatFen(fen(amount))}`

let shop: Shop
let window: Window
let buyer: H5Shopper
let owner: Office
let order: OrderView
/** What one of the two pieces cost. */
let pieceFen: number

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
  buyer = await H5Shopper.open(window, shop, mobileWechat)
  owner = new Office(await window.person(DESK), shop)
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

const invoicePage = async (): Promise<void> => {
  await buyer.goTo(`/pkg-member/invoice/invoice?order=${order.id}`)
  await buyer.see('发票')
}
const invoices = async (): Promise<OwnInvoice[]> =>
  (await buyer.ask<{ items: OwnInvoice[] }>(`/api/shop/orders/${order.id}/invoices`)).items
/** What the shop's own page says of the invoices of the order, the newest first. */
const standing = async (): Promise<string[]> => (await invoices()).map(({ state }) => state)

describe('somebody who wants an invoice', () => {
  it('buys two of something', async () => {
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await owner.open('/')
    await owner.signIn(account?.username ?? '', account?.password ?? '')
    await owner.page.getByRole('heading', { name: '工作台' }).waitFor()
    await buyer.goTo(`/pkg-goods/list/list?q=${encodeURIComponent(BRUSHES.title)}`)
    await buyer.press(BRUSHES.title)
    await buyer.see('商品详情')
    await buyer.press('立即购买')
    await buyer.see('数量')
    await buyer.press(BRUSHES.option)
    await buyer.button('增加一件')
    await buyer.button('立即购买')
    await buyer.signIn()
    await buyer.see('提交订单')
    await buyer.addAddress()
    await buyer.chooseWallet('wechat')
    await buyer.submit()
    await buyer.payAtCashier()
    order = await buyer.seePaid()
    pieceFen = (order.lines[0]?.goodsPaidFen ?? 0) / 2
  })

  it('asks for one in their own name', async () => {
    await buyer.press('发票')
    await buyer.see('提交申请')
    await buyer.see(yuan(order.payableFen))
    await hears(buyer, '请填写抬头名称', () => buyer.button('提交申请'))
    await buyer.fill('抬头名称', '林小满')
    await buyer.fill('收票邮箱', 'lin@example.com')
    await picture(buyer.page, '01-personal')
    await buyer.button('提交申请')
    await buyer.see('待开票')
    await buyer.see('收货后开始开票，开好会发到你的邮箱')
    await picture(buyer.page, '02-asked')
  })

  it('has it made out to a company instead, once its number is right', async () => {
    await buyer.button('修改信息')
    await buyer.onTop(buyer.page.getByRole('radio', { name: '企业单位' })).click()
    await buyer.fill('抬头名称', COMPANY)
    await buyer.fill('税号', bureau.MISTYPED)
    await hears(buyer, '税号校验不通过，可能有一位输错了', () => buyer.button('保存'))
    await picture(buyer.page, '03-mistyped')
    await buyer.fill('税号', bureau.TAX_NO)
    await buyer.button('保存')
    await buyer.see(COMPANY)
    await buyer.see(bureau.TAX_NO)
    expect((await invoices())[0]).toMatchObject({ state: 'requested', amountFen: order.payableFen })
  })

  it('gets it from the shop after the goods, and downloads it', async () => {
    await owner.tell(`orders/${order.id}/ship`, { carrierCode: 'ZTO', trackingNo: 'ZTO73100048666' })
    await buyer.goTo(`/pkg-order/order/order?id=${order.id}`)
    await buyer.button('确认收货')
    await answer(buyer, '确认收货')
    await buyer.see('交易完成')
    await bureau.openInvoice(owner, order.orderNo, '待开票')
    await picture(owner.page, '04-desk-requested')
    await bureau.issueWithPaper(owner, '12345')
    await owner.see('请填写 18 或 20 位数字')
    await picture(owner.page, '05-desk-issuing')
    await bureau.typeNumber(owner, '发票号码', bureau.BLUE, '登记开票')
    await expect.poll(standing).toEqual(['issued'])
    await invoicePage()
    await buyer.see('已开票')
    await buyer.see(bureau.BLUE)
    await picture(buyer.page, '06-issued')
    const coming = buyer.page.waitForEvent('download')
    await buyer.button('下载发票')
    const download = await coming
    expect(download.suggestedFilename()).toBe(`${bureau.BLUE}.pdf`)
    expect(readFileSync(await download.path()).equals(bureau.PAPER)).toBe(true)
  })
})

describe('money that goes back after an invoice', () => {
  it('has it reversed in red', async () => {
    await buyer.goTo(`/pkg-order/order/order?id=${order.id}`)
    await buyer.press('申请售后')
    await buyer.see('选择商品和数量')
    await buyer.press('仅退款')
    await buyer.press('请选择')
    await buyer.press('收到时破损')
    await buyer.onTop(buyer.page.getByText('金额怎么算的')).waitFor()
    await buyer.press('提交申请')
    await buyer.see('等待商家处理')
    await owner.open('/after-sales')
    const { items } = await buyer.ask<{ items: { afterSaleNo: string }[] }>('/api/shop/after-sales')
    const number = grouped(items[0]?.afterSaleNo ?? '')
    await owner.row(number).getByText(number).click()
    await owner.see('退款明细')
    await owner.press('同意')
    await owner.press('同意', owner.dialog)
    await expect.poll(standing, { timeout: 60_000 }).toEqual(['reversing'])
    await invoicePage()
    await buyer.see('待红冲')
    await buyer.see('订单有变动，原发票将作废冲红，余额会自动重新开票')
    await picture(buyer.page, '07-to-be-reversed')
    await bureau.openInvoice(owner, order.orderNo, '待红冲')
    await picture(owner.page, '08-desk-reversing')
    await bureau.typeNumber(owner, '红字号码', bureau.RED, '登记红冲')
    await expect.poll(standing).toEqual(['requested', 'reversed'])
  })

  it('and the rest is issued anew', async () => {
    const rest = order.payableFen - pieceFen
    await bureau.openInvoice(owner, order.orderNo, '待开票')
    await owner.see(yuan(rest))
    await bureau.issueWithPaper(owner, bureau.BLUE_AGAIN)
    await expect.poll(standing).toEqual(['issued', 'reversed'])
    await owner.open(`/invoices?orderNo=${order.orderNo}`)
    await owner.row('已红冲').waitFor()
    await picture(owner.page, '09-desk-list')
    await invoicePage()
    await buyer.see(bureau.BLUE_AGAIN)
    await buyer.see(yuan(rest))
    await buyer.see('以前的记录')
    await buyer.see(bureau.RED)
    await picture(buyer.page, '10-issued-anew')
    expect((await invoices())[0]).toMatchObject({ amountFen: rest, holder: { title: COMPANY } })
    await buyer.goTo('/pkg-member/invoices/invoices')
    await buyer.see('已红冲')
    await picture(buyer.page, '11-mine')
  })
})

describe('somebody with something to say that is about no order', () => {
  it('says it with a picture, and sees until when it is answered', async () => {
    await buyer.goTo('/pkg-member/feedbacks/feedbacks')
    await buyer.see('还没有反馈')
    await picture(buyer.page, '12-nothing-said')
    await buyer.button('写反馈')
    await buyer.onTop(buyer.page.getByRole('radio', { name: '建议' })).click()
    await buyer.see('我们会在 72 小时内答复')
    await buyer.fill('说说遇到了什么，越具体越快解决', TROUBLE)
    const chosen = buyer.page.waitForEvent('filechooser')
    await buyer.button('添加图片')
    const file = { name: 'photo.png', mimeType: 'image/png', buffer: await buyer.page.screenshot() }
    await (await chosen).setFiles(file)
    // It stands there while it is sent as well; there is something to press once the shop has it.
    await buyer.onTop(buyer.page.getByRole('button', { name: '看大图' })).waitFor()
    await buyer.onTop(buyer.page.locator('.send:not(.button-off)')).waitFor()
    await picture(buyer.page, '13-said')
    await buyer.button('提交')
    await buyer.see('等待答复')
    await buyer.onTop(buyer.page.getByText(/ 前答复$/)).waitFor()
    await picture(buyer.page, '14-waiting')
  })

  it('is answered by somebody of the shop', async () => {
    await owner.open('/feedbacks?waiting=true')
    await owner.row(TROUBLE).getByText('1 张图').waitFor()
    await picture(owner.page, '15-desk-queue')
    await owner.press(TROUBLE, owner.row(TROUBLE))
    await owner.dialog.getByRole('link').locator('img').waitFor()
    await owner.field('答复顾客', owner.dialog).fill(REPLY)
    await picture(owner.page, '16-desk-answering')
    await owner.press('发送答复', owner.dialog)
    await owner.dialog.getByText('已答复', { exact: true }).waitFor()
  })

  it('reads it, and closes it', async () => {
    await buyer.goTo('/pkg-member/feedbacks/feedbacks')
    await buyer.see('有新答复')
    await picture(buyer.page, '17-news')
    await buyer.press(TROUBLE)
    await buyer.see(REPLY)
    await picture(buyer.page, '18-answered')
    await buyer.button('问题已解决')
    await buyer.see('已结束')
    await picture(buyer.page, '19-closed')
    await owner.open('/feedbacks')
    await owner.row(TROUBLE).getByText('已结束').waitFor()
    await owner.press(TROUBLE, owner.row(TROUBLE))
    await owner.dialog.getByText(/ · 标记为已解决$/).waitFor()
    await picture(owner.page, '20-desk-closed')
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})
