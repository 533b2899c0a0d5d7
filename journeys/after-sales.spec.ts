import type { OrderView } from '@jishi/contracts/order/order.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPhoto, buySome, grouped, newestSale, openSale, receive, yuan } from './support/after-sale-steps.js'
import { inBothLooks, photographer, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { colleagueAtDesk, ownerAtDesk } from './support/staff.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const BERRIES = '丹东红颜草莓'
const PACK = '24 颗装'
const PIECES = 3
const JUDGE = { username: 'yan.judge', name: '严评理', password: 'four other calm words' }
const picture = inBothLooks('after-sales')
const photograph = photographer('after-sales')

let shop: Shop
let window: Window
let buyer: H5Shopper
let owner: Office
let judge: Office
let order: OrderView
/** What the k-th piece cost after every rule: the shop divides once, the odd fen going to the first pieces. */
let pieceFen: number

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
  buyer = await H5Shopper.open(window, shop, mobileWechat)
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

describe('the owner and somebody else of the shop', () => {
  it('sit down at two desks', async () => {
    owner = await ownerAtDesk(window, shop)
    judge = await colleagueAtDesk(window, shop, { owner, ...JUDGE })
  })
})

describe('somebody who bought three of something under a full reduction', () => {
  it('pays, and gets them', async () => {
    const paid = await buySome(buyer, { goods: BERRIES, label: PACK, pieces: PIECES })
    expect(paid.totals.promotionFen).toBe(2_000)
    order = await receive(buyer, owner, paid.id, 'ZTO73100048820')
    pieceFen = Math.ceil((order.lines[0]?.goodsPaidFen ?? 0) / PIECES)
  })

  it('asks to send one of them back, with the amount explained to the fen', async () => {
    await buyer.press('申请售后')
    await buyer.see('选择商品和数量')
    await buyer.press('请选择')
    await picture(buyer.page, '01-reasons')
    await buyer.press('质量问题')
    await buyer.button('金额怎么算的')
    await buyer.see(`¥${yuan(pieceFen)}`)
    await buyer.see('活动优惠')
    await picture(buyer.page, '02-amount')
    await buyer.fill('补充说明', '有一盒压坏了')
    await addPhoto(buyer)
    await photograph(buyer.page, '03-filled-in')
    await buyer.press('提交申请')
    await buyer.see('等待商家处理')
    await picture(buyer.page, '04-requested')
    expect(await newestSale(buyer)).toMatchObject({ kind: 'return_refund', askedFen: pieceFen, goods: [{ qty: 1 }] })
  })

  it('is answered by the owner, sends it back, and tells the number', async () => {
    const { afterSaleNo } = await newestSale(buyer)
    await openSale(owner, afterSaleNo, '退款明细')
    await owner.see('有一盒压坏了')
    await picture(owner.page, '05-desk-requested')
    await owner.press('同意')
    await owner.press('同意', owner.dialog)
    await owner.see('待买家寄回')
    await buyer.page.reload()
    await buyer.see('请寄回商品')
    await picture(buyer.page, '06-send-it-back')
    await buyer.press('我已寄出，填写单号')
    await buyer.press('顺丰速运')
    await buyer.fill('运单号', 'SF12')
    await buyer.press('确定')
    await buyer.see('运单号是 6 到 32 位字母或数字')
    await picture(buyer.page, '07-number')
    await buyer.fill('运单号', 'SF1438220755612')
    await buyer.press('确定')
    await buyer.see('等待商家验收')
  })

  it('has exactly that piece’s money back once it was inspected', async () => {
    const { afterSaleNo } = await newestSale(buyer)
    await openSale(owner, afterSaleNo, '退款明细')
    await owner.press('验收退货')
    await picture(owner.page, '08-inspect')
    await owner.press(`验收通过，退款 ¥${yuan(pieceFen)}`, owner.dialog)
    await owner.see('可再售 1 件')
    await buyer.page.reload()
    await buyer.onTop(buyer.page.getByText(`已到账 ¥${yuan(pieceFen)}`)).waitFor({ timeout: 60_000 })
    await buyer.see('退款成功')
    await picture(buyer.page, '09-done')
    const after = await buyer.ask<OrderView>(`/api/shop/orders/${order.id}`)
    expect([after.state, after.refundedFen]).toEqual(['completed', pieceFen])
  })
})

describe('somebody whose wish was refused', () => {
  it('asks for arbitration, keeping every word while it is sent', async () => {
    await buyer.goTo(`/pkg-order/order/order?id=${order.id}`)
    await buyer.see('已退款')
    await buyer.press('申请售后')
    await buyer.see('选择商品和数量')
    await buyer.press('仅退款')
    await buyer.press('请选择')
    await buyer.press('收到时破损')
    await buyer.onTop(buyer.page.getByText('金额怎么算的')).waitFor()
    await buyer.press('提交申请')
    await buyer.see('等待商家处理')
    const { afterSaleNo } = await newestSale(buyer)
    await openSale(owner, afterSaleNo, '退款明细')
    await owner.press('拒绝')
    await owner.press('拒绝', owner.dialog)
    await owner.see('请写几个字，买家会看到')
    await owner.dialog.locator('textarea').fill('照片看不出问题')
    await owner.press('拒绝', owner.dialog)
    await owner.see('已拒绝')
    await buyer.page.reload()
    await buyer.see('商家已拒绝')
    await buyer.press('申请平台介入')
    await buyer.fill('说明为什么不同意商家的处理，另一位工作人员会重新判断', '请再看看图片')
    await addPhoto(buyer)
    await picture(buyer.page, '10-complain')
    await buyer.press('发送')
    await buyer.see('平台介入中')
  })

  it('is judged by somebody else than who refused, and paid', async () => {
    const { afterSaleNo, askedFen } = await newestSale(buyer)
    await owner.page.reload()
    await owner.see('是你拒绝的，要由另一位同事仲裁。')
    expect(await owner.page.getByRole('button', { name: '仲裁', exact: true }).count()).toBe(0)
    await openSale(judge, afterSaleNo, '退款明细')
    await judge.press('仲裁')
    await judge.dialog.locator('textarea').fill('图片里确有破损')
    await picture(judge.page, '11-judge')
    await judge.press('支持买家', judge.dialog)
    // Decided: the buyer's page, loaded before, would show a wish that still waits and ask no more.
    await judge.dialog.waitFor({ state: 'hidden' })
    await buyer.page.reload()
    await buyer.onTop(buyer.page.getByText(`已到账 ¥${yuan(askedFen)}`)).waitFor({ timeout: 60_000 })
    await buyer.see(/^平台支持你的申请/)
    await picture(buyer.page, '12-judged')
    await buyer.goTo('/pkg-order/sales/sales')
    await buyer.press('全部')
    await expect.poll(() => buyer.page.getByText('退款成功').filter({ visible: true }).count()).toBe(2)
    await picture(buyer.page, '13-list')
    await owner.open('/after-sales?tab=ended')
    await owner.row(grouped(afterSaleNo)).waitFor()
    await picture(owner.page, '14-desk-list')
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})
