import { Gateway } from '@jishi/testing/mini-program/gateway'
import { expect } from 'vitest'
import type { Window } from './browser.js'
import { inWechat, mobileWechat, type Place } from './h5-containers.js'
import { freshPhone, H5Shopper } from './h5-shopper.js'
import { consolePayments, type ConsolePayment } from './console-payments.js'
import type { Shop } from './shop.js'

export interface Stage {
  readonly shop: Shop
  readonly window: Window
  open(place: Place, phone?: string): Promise<H5Shopper>
}

const statusesOf = (payments: readonly ConsolePayment[]): string[] => payments.map(({ status }) => status).sort()

const isIn = async (shopper: H5Shopper): Promise<void> => {
  await expect.poll(() => shopper.signedIn()).toBe(true)
}

const sheetCancelled = async ({ shop, open }: Stage): Promise<void> => {
  const shopper = await open(inWechat)
  await shopper.toCheckout()
  const seen = await consolePayments(shop)
  shopper.sheet!.next = 'cancel'
  await shopper.submit()
  await shopper.onTop(shopper.page.getByText(/^去支付/)).waitFor()
  expect((await shopper.newestOrder()).state).toBe('pending_payment')
  await shopper.button(/^去支付/)
  await shopper.seePaid()
  expect(shopper.sheet).toMatchObject({ shown: 2, refusals: [] })
  // The second sheet is the same payment's: nothing is left open that could be paid too.
  expect(statusesOf(await consolePayments(shop, seen))).toEqual(['paid'])
}

const walletChanged = async ({ shop, open }: Stage): Promise<void> => {
  const shopper = await open(mobileWechat)
  await shopper.toCheckout()
  const seen = await consolePayments(shop)
  await shopper.submit()
  await shopper.page.locator('#cancel').click()
  await shopper.see('还没有付款')
  await shopper.chooseWallet('alipay')
  await shopper.button('继续支付')
  await shopper.see('支付宝收银台')
  await shopper.payAtCashier()
  const order = await shopper.seePaid()
  expect(order.payment).toMatchObject({ state: 'paid', channel: 'alipay_wap' })
  const tried = await consolePayments(shop, seen)
  expect(tried.map(({ channel, status }) => `${channel} ${status}`).sort()).toEqual(['alipay paid', 'wechat closed'])
}

const twoTabs = async ({ shop, window, open }: Stage): Promise<void> => {
  const shopper = await open(mobileWechat)
  await shopper.toCheckout()
  const seen = await consolePayments(shop)
  await shopper.submit()
  await shopper.page.locator('#pay').waitFor()
  const other = shopper.on(await window.tab(shopper.page))
  await other.goTo('/pkg-order/orders/orders')
  await other.button(/^去支付/)
  await other.payAtCashier()
  await other.seePaid()
  // The first tab still shows its cashier; paying there takes no money a second time.
  await shopper.payAtCashier()
  await shopper.seePaid()
  expect(statusesOf(await consolePayments(shop, seen))).toEqual(['paid'])
  expect(await shopper.orders()).toHaveLength(1)
}

const forgedState = async ({ shop, open }: Stage): Promise<void> => {
  const victim = await open(inWechat)
  const gateway = new Gateway(shop.consoleUrl)
  const { code } = await gateway.post<{ code: string }>('/wechat/codes', { kind: 'oauth', phone: freshPhone() })
  const sent: string[] = []
  victim.page.on('request', (request) => void sent.push(new URL(request.url()).pathname))
  await victim.goTo(`/pkg-member/sign-in/sign-in?code=${code}&state=${'f'.repeat(32)}`)
  await victim.see('微信一键登录')
  // Also in the middle of an errand of one's own.
  await victim.onTop(victim.page.getByRole('checkbox')).click()
  await victim.press('微信一键登录')
  await victim.page.locator('#authorise').waitFor()
  await victim.goTo(`/pkg-member/sign-in/sign-in?code=${code}&state=${'0'.repeat(32)}`)
  await victim.see('微信一键登录')
  expect(sent).toContain('/api/shop/auth/weixin-oauth')
  expect(sent).not.toContain('/api/shop/auth/sign-in')
  expect(await victim.signedIn()).toBe(false)
  // The code does not stay in the address, to be shared or found in the history.
  expect(victim.page.url()).not.toContain('code=')
}

const codeReused = async ({ open }: Stage): Promise<void> => {
  const first = await open(inWechat)
  let used = ''
  first.page.on('request', (request) => (used = new URL(request.url()).searchParams.get('code') ?? used))
  await first.goTo('/pkg-member/sign-in/sign-in')
  await first.signIn()
  await isIn(first)
  expect(used).not.toBe('')
  const second = await open(inWechat)
  await second.goTo('/pkg-member/sign-in/sign-in')
  await second.onTop(second.page.getByRole('checkbox')).click()
  await second.press('微信一键登录')
  await second.page.locator('#authorise').waitFor()
  const asked = new URL(second.page.url()).searchParams
  const refused = second.page.waitForResponse((answer) => answer.url().endsWith('/api/shop/auth/sign-in'))
  await second.page.goto(`${String(asked.get('redirect_uri'))}?code=${used}&state=${String(asked.get('state'))}`)
  expect((await refused).status()).toBeGreaterThanOrEqual(400)
  expect(await second.signedIn()).toBe(false)
  // And on with a fresh one; the consent given before leaving still stands.
  await second.press('微信一键登录')
  await second.authorise()
  await isIn(second)
}

const payerUnknown = async ({ open }: Stage): Promise<void> => {
  const shopper = await open(inWechat)
  await shopper.buyNow()
  await shopper.see('欢迎来到小满良品')
  await shopper.onTop(shopper.page.getByRole('checkbox')).click()
  await shopper.press('用短信验证码登录')
  await shopper.signInBySms()
  await shopper.see('提交订单')
  await shopper.addAddress()
  await shopper.submit()
  await shopper.authorise()
  const order = await shopper.seePaid()
  expect(order.payment.channel).toBe('wechat_oa')
  expect(shopper.sheet).toMatchObject({ shown: 1, refusals: [] })
}

const twoDevices = async ({ open }: Stage): Promise<void> => {
  const one = await open(inWechat)
  await one.addToCart()
  await one.goTo('/pages/cart/cart')
  await one.press('去结算')
  await one.signIn()
  await one.see('提交订单')
  await one.addAddress()
  const other = await open(inWechat, one.phone)
  await other.addToCart()
  await other.goTo('/pages/cart/cart')
  await other.press('去结算')
  await other.signIn()
  await other.see(/^共 2 件/)
  await one.submit()
  await one.see('购物车有变动')
  await one.press('知道了')
  await one.see(/^共 2 件/)
  await one.submit()
  await one.seePaid()
  await other.goTo('/pages/cart/cart')
  await other.see('购物车还是空的')
  expect(await one.orders()).toHaveLength(1)
}

/** What goes wrong in browsers, and must not go wrong with the money. */
export const badDays: readonly { container: string; title: string; run: (stage: Stage) => Promise<void> }[] = [
  { container: 'wechat-browser', title: 'payment sheet cancelled, paid at the second try', run: sheetCancelled },
  { container: 'mobile-browser', title: 'wallet changed from WeChat to Alipay: one payment', run: walletChanged },
  { container: 'mobile-browser', title: 'paying in two tabs: one payment', run: twoTabs },
  { container: 'wechat-browser', title: 'forged state refused', run: forgedState },
  { container: 'wechat-browser', title: 'used code refused', run: codeReused },
  { container: 'wechat-browser', title: 'signed in by SMS, tells who pays, pays', run: payerUnknown },
  { container: 'wechat-browser', title: 'two devices with one cart', run: twoDevices },
]
