import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { FriendPayment } from '@jishi/contracts/order/friend-pay.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { ownerAtDesk } from './support/staff.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const WISH = '生日快到啦，帮我付一下'
const yuan = (amount: number): string => formatFen(fen(amount))

/** Two people with a browser each: one asks, the other pays, and what comes back comes back to who paid. */
describe('a friend pays', () => {
  const picture = inBothLooks('friend-pays')
  let shop: Shop
  let window: Window
  let owner: Office
  let ann: H5Shopper
  let ben: H5Shopper
  let order: OrderView
  let link: string

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    ann = await H5Shopper.open(window, shop, mobileWechat)
    ben = await H5Shopper.open(window, shop, mobileWechat)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const readAgain = async (): Promise<OrderView> => (order = await ann.ask<OrderView>(`/api/shop/orders/${order.id}`))
  const tokenOf = async (): Promise<string> => {
    const { link: made } = await ann.ask<{ link: { token: string } | null }>(`/api/shop/orders/${order.id}/friend-link`)
    return made?.token ?? ''
  }

  it('the buyer of an unpaid order makes a link with a word to the friend', async () => {
    await ann.toCheckout()
    await ann.submit()
    await ann.page.locator('#pay').waitFor()
    await ann.goTo('/pkg-order/orders/orders')
    await ann.onTop(ann.page.getByText(/^去支付 \d\d:\d\d$/)).waitFor()
    order = await ann.newestOrder()
    await ann.goTo(`/pkg-order/order/order?id=${order.id}`)
    await ann.see('订单编号')
    await ann.press('找人代付')
    await ann.see('生成代付链接')
    await picture(ann.page, '01-ask')
    await ann.fill('给朋友的话', WISH)
    await ann.button('生成代付链接')
    await ann.onTop(ann.page.locator('[aria-label="代付二维码"]')).waitFor()
    await ann.see('朋友能看到商品和金额，看不到你的地址和手机号')
    await picture(ann.page, '02-link')
    link = `/pkg-pay/friend-pay/friend-pay?t=${await tokenOf()}`
  })

  it('the friend sees who asks, what for and how much, and nothing of where it goes', async () => {
    await ben.goTo(link)
    await ben.see('你的朋友请你帮忙付一笔')
    await ben.see(`“${WISH}”`)
    await ben.onTop(ben.page.getByText(/^请在 \d\d:\d\d 内付款$/)).waitFor()
    const said = (await ben.page.locator('body').innerText()).replace(/\s/g, '')
    for (const secret of [order.orderNo, '博云路', '林小满', '13800006602']) expect(said).not.toContain(secret)
    await picture(ben.page, '03-friend')
    const wide = await window.person(DESK)
    await wide.goto(shop.url + link)
    await wide.getByText(`“${WISH}”`).waitFor()
    await picture(wide, '04-friend-wide')
    await wide.context().close()
  })

  it('signs in and pays with a wallet of their own', async () => {
    await ben.button('登录后付款')
    await ben.signIn()
    await ben.see(`“${WISH}”`)
    await ben.chooseWallet('wechat')
    await ben.button(`帮 TA 付 ¥${yuan(order.payableFen)}`)
    await ben.payAtCashier()
    await ben.see('代付成功')
    await ben.see('这笔钱由你付。如果日后退款，会原路退回给你。')
    await picture(ben.page, '05-paid')
  })

  it('the buyer is told who paid and whom refunds go back to', async () => {
    await expect.poll(async () => (await readAgain()).state).toBe('paid')
    expect(order.payment.friend).toEqual({ name: '' })
    await ann.goTo(`/pkg-order/order/order?id=${order.id}`)
    await ann.see('朋友帮你付的，退款会退回 TA')
    await ann.onTop(ann.page.getByText('朋友帮你付的，退款会退回 TA')).scrollIntoViewIfNeeded()
    await picture(ann.page, '06-told')
    await ann.goTo(link)
    await ann.see('这笔已经付好了')
    await picture(ann.page, '07-over')
  })

  it('the shop cannot send it: the money goes back to the friend, who finds it among what they paid for others', async () => {
    owner = await ownerAtDesk(window, shop)
    await owner.open(`/orders/${order.id}`)
    await owner.press('取消商品')
    await owner.dialog.getByRole('button', { name: /^确认取消并退款/ }).click()
    const mine = async (): Promise<number> =>
      (await ben.ask<{ items: FriendPayment[] }>('/api/shop/friend-payments')).items[0]?.refundedFen ?? 0
    await expect.poll(mine).toBe(order.payableFen)
    await ben.goTo('/pkg-pay/friend-paid/friend-paid')
    await ben.see('帮你的朋友付')
    await ben.see(`已退回给你 ¥${yuan(order.payableFen)}`)
    await picture(ben.page, '08-mine')
    expect((await readAgain()).refundedFen).toBe(order.payableFen)
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
