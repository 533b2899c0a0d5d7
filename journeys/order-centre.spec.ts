import type { AdminOrderView, OrderView } from '@jishi/contracts/order/order.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, photographer, Window } from './support/browser.js'
import { consolePayments } from './support/console-payments.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import * as centre from './support/order-centre.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const { BRUSHES, FREIGHT, SOCKS, SORRY } = centre
const COUPON = '新人礼包'
const picture = inBothLooks('order-centre')
const photograph = photographer('order-centre')
const yuan = (amount: number): string => formatFen(fen(amount))

let shop: Shop
let window: Window
let buyer: H5Shopper
let owner: Office
/** The one that was given up, and the one that was bought again instead. */
let first: OrderView
let order: OrderView

beforeAll(async () => {
  shop = await openShop()
  await centre.chargeByRegion(shop)
  window = await Window.open()
  buyer = await H5Shopper.open(window, shop, mobileWechat)
  owner = new Office(await window.person(DESK), shop)
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

const tab = (name: string, count?: number): Locator =>
  buyer.onTop(buyer.page.getByRole('tab').filter({ hasText: new RegExp(`^${name}${count ?? ''}$`) }))
const cards = (): Locator => buyer.page.getByRole('link', { name: /^订单 / }).filter({ visible: true })
const openOrder = async (id: string): Promise<void> => {
  await buyer.goTo(`/pkg-order/order/order?id=${id}`)
  await buyer.see('订单编号')
}
const fresh = async (): Promise<OrderView> => (order = await buyer.ask<OrderView>(`/api/shop/orders/${order.id}`))
/** The bar at the foot of the order's page. */
const gone = async (name: string): Promise<void> => {
  await expect
    .poll(() => buyer.page.getByRole('button', { name, exact: true }).filter({ visible: true }).count())
    .toBe(0)
}

it('the owner sits down, and somebody new comes in', async () => {
  const account = shop.accounts.operators.find(({ role }) => role === 'owner')
  await owner.open('/')
  await owner.signIn(account?.username ?? '', account?.password ?? '')
  await owner.page.getByRole('heading', { name: '工作台' }).waitFor()
  await centre.keepSorryCoupons(owner)
  await buyer.goTo('/pkg-order/orders/orders')
  await buyer.signIn()
  await buyer.see('这里还没有订单')
  await picture(buyer.page, '01-nothing-yet')
})

describe('an order that is not paid', () => {
  let socks = 0

  it('holds its goods and its coupon while the clock runs', async () => {
    socks = await centre.left(shop, SOCKS.title)
    await centre.putInCart(buyer, SOCKS)
    await centre.putInCart(buyer, BRUSHES)
    await centre.settleCart(buyer)
    await buyer.addAddress()
    await buyer.onTop(buyer.page.getByText(/^已为你选最优，省 ¥\d/)).waitFor()
    await buyer.chooseWallet('wechat')
    await buyer.submit()
    await buyer.page.locator('#pay').waitFor()
    await buyer.goTo('/pkg-order/orders/orders')
    await tab('待付款', 1).click()
    await buyer.onTop(buyer.page.getByText(/^去支付 \d\d:\d\d$/)).waitFor()
    await picture(buyer.page, '02-to-pay')
    await cards().first().click()
    await buyer.onTop(buyer.page.getByText(/^剩 \d\d:\d\d，超时自动取消$/)).waitFor()
    first = await buyer.newestOrder()
    expect(first.totals).toMatchObject({ couponFen: 800, freightFen: FREIGHT.home })
    await expect.poll(() => centre.left(shop, SOCKS.title)).toBe(socks - 1)
  })

  it('is cancelled with a reason: the goods are on the shelf again, the coupon in its purse, and the shop knows why', async () => {
    await buyer.button('取消订单')
    await buyer.press('拍错了')
    await picture(buyer.page, '03-why')
    await centre.answer(buyer, '取消订单')
    await buyer.onTop(buyer.page.getByRole('heading', { name: '订单已关闭' })).waitFor()
    await buyer.see('你取消了订单')
    await picture(buyer.page, '04-cancelled')
    await expect.poll(() => centre.left(shop, SOCKS.title)).toBe(socks)
    await owner.open(`/orders/${first.id}`)
    await owner.see('原因：拍错了')
    await picture(owner.page, '05-desk-cancelled')
    await buyer.goTo('/pkg-member/coupons/coupons')
    await buyer.see(COUPON)
    expect(await buyer.page.getByText('在一张待付款订单里').filter({ visible: true }).count()).toBe(0)
  })

  it('is bought again, left at the cashier, and paid from the list', async () => {
    await openOrder(first.id)
    await buyer.button('再来一单')
    await buyer.onTop(buyer.page.getByRole('button', { name: '去结算' })).waitFor()
    await picture(buyer.page, '06-again-in-the-cart')
    await centre.settleCart(buyer)
    await buyer.onTop(buyer.page.getByText(/^已为你选最优，省 ¥\d/)).waitFor()
    await buyer.submit()
    await buyer.page.locator('#pay').waitFor()
    await buyer.goTo('/pkg-order/orders/orders?state=pending_payment')
    await buyer.button(/^去支付 \d\d:\d\d$/)
    await buyer.payAtCashier()
    order = await buyer.seePaid()
    expect(order.id).not.toBe(first.id)
    expect(order.totals).toEqual(first.totals)
    await picture(buyer.page, '07-paid')
  })
})

describe('an order that waits for its parcel', () => {
  it('is hurried, and the shop sees it in the queue', async () => {
    await buyer.button('催发货')
    await buyer.see('已提醒店家发货')
    await gone('催发货')
    await owner.open('/to-ship?want=reminded')
    await owner.row(centre.grouped(order.orderNo)).getByText('催发', { exact: true }).waitFor()
    await picture(owner.page, '08-desk-hurried')
  })

  it('cannot go where the shop does not deliver, and that is said', async () => {
    await centre.hears(buyer, '这个地址暂时送不到，请换一个', () =>
      centre.sendTo(buyer, ['西藏自治区', '拉萨市', '城关区'], '北京中路 1 号'),
    )
    await photograph(buyer.page, '09-not-there')
    expect((await fresh()).receiver?.region).toMatch(/^上海市/)
  })

  it('goes somewhere nearer, and what that saves comes back', async () => {
    const saved = FREIGHT.home - FREIGHT.near
    await centre.sendTo(buyer, ['浙江省', '杭州市', '西湖区'], '文三路 90 号')
    await buyer.see(`运费便宜了，¥${yuan(saved)} 会原路退回。`)
    await picture(buyer.page, '10-cheaper')
    await centre.answer(buyer, '修改地址')
    await buyer.onTop(buyer.page.getByText(/杭州市.*文三路 90 号/)).waitFor()
    await centre.seeSoon(buyer, `¥${yuan(saved)}`)
    expect((await fresh()).refundedFen).toBe(saved)
  })

  it('goes further away once the difference is paid at the cashier, and is not packed before', async () => {
    const more = FREIGHT.west - FREIGHT.near
    await centre.sendTo(buyer, ['四川省', '成都市', '武侯区'], '科华北路 17 号')
    await buyer.see(`运费要补 ¥${yuan(more)}，30 分钟内付清后生效，付清前先不发货。`)
    await picture(buyer.page, '11-dearer')
    await centre.answer(buyer, '修改地址')
    await buyer.onTop(buyer.page.getByText(new RegExp(`^补运费 ¥${yuan(more)} 后改送：.*科华北路 17 号$`))).waitFor()
    await buyer.onTop(buyer.page.getByRole('radio', { name: '微信支付' })).waitFor()
    await picture(buyer.page, '12-to-be-paid')
    await owner.open('/to-ship?want=held')
    await owner.row(centre.grouped(order.orderNo)).getByText('等买家补差价').waitFor()
    await photograph(owner.page, '13-desk-held')
    await buyer.button(/^补差价 \d\d:\d\d$/)
    await buyer.payAtCashier()
    await buyer.seeResult()
    await buyer.button('查看订单')
    await buyer.onTop(buyer.page.getByText(/成都市.*科华北路 17 号/)).waitFor()
    await buyer.see('另付差价')
    await picture(buyer.page, '14-on-its-way-west')
    expect((await fresh()).supplement).toMatchObject({ paidFen: more, refundedFen: 0 })
  })

  it('has a voucher with the numbers of the channel, to be printed or kept', async () => {
    await buyer.press('付款凭证')
    await buyer.see('凭证由支付记录生成，不是发票。')
    const paid = (await consolePayments(shop)).filter(({ status }) => status === 'paid' || status === 'refunded')
    expect(paid).toHaveLength(2)
    for (const { transactionId } of paid) await buyer.see(String(transactionId))
    const whole = paid.reduce((sum, { amountFen }) => sum + amountFen, 0)
    await buyer.see(`¥${yuan(whole)}`)
    await picture(buyer.page, '15-voucher')
    const printed = buyer.page.evaluate(
      () => new Promise<string>((resolve) => (globalThis.print = () => resolve('printed'))),
    )
    await buyer.button('打印或存为 PDF')
    expect(await printed).toBe('printed')
    await buyer.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await photograph(buyer.page, '16-voucher-on-paper')
    const kept = await buyer.page.pdf({ format: 'A5' })
    await buyer.page.emulateMedia({ media: null, colorScheme: 'light' })
    expect(kept.subarray(0, 5).toString()).toBe('%PDF-')
  })
})

describe('a shop that cannot send all of it', () => {
  it('cancels one line, and its buyer sees which, why, and what comes back', async () => {
    await owner.open(`/orders/${order.id}`)
    await owner.press('取消商品')
    await owner.dialog.getByRole('spinbutton', { name: new RegExp(SOCKS.title) }).fill('1')
    const kept = owner.dialog.getByRole('spinbutton', { name: new RegExp(BRUSHES.title) })
    await kept.fill('0')
    await kept.press('Tab')
    await owner.labelled('说明（选填，顾客可见）', owner.dialog).fill('这一批受潮了，不敢寄给你')
    await owner.choose('补偿券', SORRY, owner.dialog)
    const line = order.lines.find(({ title }) => title === SOCKS.title)
    // The shop is at fault: what the line still bears of the way, the dearer one included, comes back with its goods.
    const shareOf = (amount: number): number => (amount * (line?.freightFen ?? 0)) / FREIGHT.home
    const back = (line?.goodsPaidFen ?? 0) + shareOf(FREIGHT.west)
    const button = owner.dialog.getByRole('button', { name: `确认取消并退款 ¥${yuan(back)}` })
    await button.waitFor()
    await picture(owner.page, '17-desk-cancels-a-line')
    await button.click()
    await button.waitFor({ state: 'hidden' })
    await openOrder(order.id)
    await buyer.see('店家取消的商品')
    await buyer.see('缺货，发不出来')
    await buyer.see('这一批受潮了，不敢寄给你')
    await buyer.see(`退回 ¥${yuan(back)}，原路返回`)
    await buyer.see(`店家补偿你一张「${SORRY}」，已放进券包`)
    await buyer.see('店家取消 1 件')
    const more = FREIGHT.west - FREIGHT.near
    await centre.seeSoon(buyer, `¥${yuan(more)}（已退 ¥${yuan(shareOf(more))}）`)
    const refunds = async (): Promise<string[]> =>
      (await owner.ask<AdminOrderView>(`orders/${order.id}`)).refunds.map(({ state }) => state)
    await expect.poll(refunds, { timeout: 60_000 }).toEqual(['succeeded', 'succeeded', 'succeeded'])
    await buyer.onTop(buyer.page.getByText('店家取消的商品')).scrollIntoViewIfNeeded()
    await picture(buyer.page, '18-line-cancelled')
    expect((await fresh()).state).toBe('paid')
  })

  it('sends the rest: more time is taken once, then it is received', async () => {
    await owner.tell(`orders/${order.id}/ship`, { carrierCode: 'ZTO', trackingNo: 'ZTO73100048777' })
    await openOrder(order.id)
    const before = (await fresh()).autoConfirmAt
    await buyer.button('延长收货')
    await picture(buyer.page, '19-more-time')
    await centre.answer(buyer, '延长收货')
    await gone('延长收货')
    expect(Date.parse(String((await fresh()).autoConfirmAt)) - Date.parse(String(before))).toBe(3 * 86_400_000)
    await buyer.goTo('/pkg-order/orders/orders')
    await tab('待收货', 1).click()
    await buyer.button('确认收货')
    await centre.answer(buyer, '确认收货')
    await buyer.see('这里还没有订单')
    await tab('已完成').click()
    // The review opens by an event: until it was heard, the card offers to buy again.
    await buyer.see(/^(?:评价|再来一单)$/)
    await picture(buyer.page, '20-completed')
  })
})

describe('the list of orders', () => {
  it('is searched by goods and by number', async () => {
    await buyer.goTo('/pkg-order/orders/orders')
    await expect.poll(() => cards().count()).toBe(2)
    const search = async (words: string): Promise<void> => {
      await buyer.fill('搜订单号或商品名', words)
      await buyer.page.keyboard.press('Enter')
    }
    await search(order.orderNo)
    await expect.poll(() => cards().count()).toBe(1)
    await search('中筒袜')
    await expect.poll(() => cards().count()).toBe(2)
    await photograph(buyer.page, '21-found')
    await search('没有卖过的东西')
    await buyer.see('没有找到相关订单')
    await picture(buyer.page, '22-not-found')
  })

  it('lets go of what is over, and has it back from the bin', async () => {
    await openOrder(first.id)
    await buyer.button('删除订单')
    await picture(buyer.page, '23-hide')
    await centre.answer(buyer, '删除订单')
    await buyer.goTo('/pkg-order/orders/orders')
    await expect.poll(() => cards().count()).toBe(1)
    await buyer.press('回收站')
    await buyer.see('订单回收站')
    await buyer.onTop(buyer.page.getByRole('link', { name: `订单 ${first.orderNo}` })).waitFor()
    await picture(buyer.page, '24-bin')
    await buyer.onTop(buyer.page.getByRole('link', { name: `订单 ${first.orderNo}` })).click()
    await buyer.button('恢复到我的订单')
    await buyer.onTop(buyer.page.getByRole('button', { name: '删除订单' })).waitFor()
    await buyer.goTo('/pkg-order/orders/orders')
    await expect.poll(() => cards().count()).toBe(2)
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})
