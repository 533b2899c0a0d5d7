import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Window } from './browser.js'
import type { Place } from './h5-containers.js'
import type { Shop } from './shop.js'
import { giveBridge, type Sheet } from './wechat-bridge.js'

const WALLET = { wechat: '微信支付', alipay: '支付宝', unionpay: '银联支付' } as const
let phones = 0
/** A phone number that nobody had before. */
export const freshPhone = (): string => {
  phones += 1
  return `1395560${String(1_000 + phones)}`
}

const arrivedCode = async (read: () => Promise<string>): Promise<string> => {
  await expect.poll(read).toMatch(/^\d{6}$/)
  return read()
}

const noChoice = async (page: Page): Promise<void> =>
  expect(await page.getByRole('radio').filter({ visible: true }).count()).toBe(0)

const isPaid = (order: OrderView): void => expect(order.state).toBe('paid')

/** Somebody with a browser, doing what people do in it. */
export class H5Shopper {
  private constructor(
    readonly shop: Shop,
    readonly place: Place,
    readonly page: Page,
    readonly phone: string,
    readonly sheet: Sheet | null,
  ) {}

  static async open(window: Window, shop: Shop, place: Place, phone = freshPhone()): Promise<H5Shopper> {
    const page = await window.person(place.size, 'light', place.agent)
    const sheet = place.container === 'wechat-browser' ? await giveBridge(page, shop.consoleUrl) : null
    return new H5Shopper(shop, place, page, phone, sheet)
  }

  /** The same person in another tab. */
  on(page: Page): H5Shopper {
    return new H5Shopper(this.shop, this.place, page, this.phone, this.sheet)
  }

  /** uni-app keeps earlier pages in the document, hidden: what counts is what can be seen, and what lies on top. */
  onTop(found: Locator): Locator {
    return found.filter({ visible: true }).last()
  }

  words(text: string | RegExp): Locator {
    return this.onTop(this.page.getByText(text, { exact: true }))
  }

  async see(text: string | RegExp): Promise<void> {
    await this.words(text).waitFor()
  }

  async press(text: string | RegExp): Promise<void> {
    await this.words(text).click()
  }

  async button(name: string | RegExp): Promise<void> {
    await this.onTop(this.page.getByRole('button', { name, exact: true })).click()
  }

  async fill(label: string, value: string): Promise<void> {
    await this.onTop(this.page.locator(`[aria-label="${label}"]`).locator('input, textarea')).fill(value)
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.shop.url + path)
  }

  /** From the list to the checkout of one thing, without a cart. */
  async buyNow(): Promise<void> {
    await this.openApples()
    await this.press('立即购买')
    await this.see('数量')
    await this.press('5 斤装')
    await this.button('立即购买')
  }

  async addToCart(): Promise<void> {
    await this.openApples()
    await this.press('加入购物车')
    await this.see('数量')
    await this.press('5 斤装')
    await this.button('加入购物车')
    await this.see('已加入购物车')
  }

  /** On the sign-in page, the way this browser offers first. */
  async signIn(): Promise<void> {
    await this.see('欢迎来到小满良品')
    await this.onTop(this.page.getByRole('checkbox')).click()
    if (this.place.container === 'wechat-browser') await this.signInByWechat()
    else await this.signInBySms()
  }

  async signInBySms(): Promise<void> {
    await this.fill('手机号', this.phone)
    await this.press('获取验证码')
    await this.fill('验证码', await arrivedCode(() => this.smsCode()))
    await this.button('登录')
  }

  /** WeChat's page asks who one is; it is told the phone, so that the same person can come again. */
  async authorise(): Promise<void> {
    const choice = this.page.locator('#authorise')
    await choice.waitFor()
    await this.page.locator('input[name=phone]').fill(this.phone)
    await choice.click()
  }

  /** From the product to a checkout that is complete: signed in, with an address, the wallet chosen. */
  async toCheckout(): Promise<void> {
    await this.buyNow()
    await this.signIn()
    await this.see('提交订单')
    await this.addAddress()
    await this.chooseWallet(this.place.wallet)
  }

  /** Ticks what has to be ticked for this purchase and places the order. */
  async submit(): Promise<void> {
    const tick = this.onTop(this.page.getByRole('checkbox', { name: /不支持 7 天无理由退货/, checked: false }))
    if ((await tick.count()) > 0) await tick.click()
    await this.press('提交订单')
  }

  async addAddress(): Promise<void> {
    await this.press('添加收货地址')
    await this.writeAddress(['上海市', '浦东新区'], '博云路 2 号 3 栋 1202')
    await this.see('提交订单')
    await this.onTop(this.page.getByText(/上海市.*浦东新区/)).waitFor()
  }

  /** On the page of a new address: whole, and kept. */
  async writeAddress(region: readonly string[], detail: string): Promise<void> {
    await this.see('新增收货地址')
    await this.fill('收货人', '林小满')
    await this.fill('手机号', '13800006602')
    await this.fill('详细地址', detail)
    await this.button('所在地区')
    for (const name of region) await this.onTop(this.page.locator('.choice').getByText(name, { exact: true })).click()
    await this.onTop(this.page.getByText(new RegExp(region.join('.*')))).waitFor()
    await this.button('保存')
  }

  /** Where there is a choice; a browser inside a wallet has none. */
  async chooseWallet(wallet: keyof typeof WALLET): Promise<void> {
    const option = this.onTop(this.page.getByRole('radio', { name: WALLET[wallet], exact: true }))
    if (/^(?:mobile|desktop)/.test(this.place.container)) await option.click()
    else await noChoice(this.page)
  }

  async payAtCashier(): Promise<void> {
    await this.page.locator('#pay').click()
  }

  /** On the shop's own result page, once the server has said so: a cashier says 支付成功 too. */
  async seeResult(): Promise<void> {
    await this.see('店家会尽快为你发货')
    await this.see('支付成功')
  }

  /** On the result page, on the order's page, and in the shop's own books. */
  async seePaid(): Promise<OrderView> {
    await this.seeResult()
    await this.button('查看订单')
    await this.see('等待发货')
    const order = await this.newestOrder()
    isPaid(order)
    return order
  }

  async orders(): Promise<OrderView[]> {
    return (await this.ask<{ items: OrderView[] }>('/api/shop/orders')).items
  }

  async newestOrder(): Promise<OrderView> {
    const id = (await this.orders())[0]?.id
    return this.ask<OrderView>(`/api/shop/orders/${String(id)}`)
  }

  /** Whether this browser keeps a session. */
  signedIn(): Promise<boolean> {
    return this.page.evaluate(() => localStorage.getItem('jishi.session') !== null)
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }

  private async openApples(): Promise<void> {
    await this.goTo('/pkg-goods/list/list')
    await this.press('阿克苏冰糖心苹果')
    await this.see('商品详情')
  }

  private async signInByWechat(): Promise<void> {
    await this.press('微信一键登录')
    await this.authorise()
  }

  private async smsCode(): Promise<string> {
    const answer = await fetch(`${this.shop.consoleUrl}/console/api/sms?phone=${this.phone}`)
    const { items } = (await answer.json()) as { items: { code: string }[] }
    return items[0]?.code ?? ''
  }

  async ask<T>(path: string): Promise<T> {
    const answer = await fetch(this.shop.url + path, { headers: { authorization: `Bearer ${await this.token()}` } })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** Says something to the shop past its pages; answers the status. */
  async tell(path: string, body: object): Promise<number> {
    const answer = await fetch(this.shop.url + path, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${await this.token()}`, 'content-type': 'application/json' },
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    })
    return answer.status
  }

  private token(): Promise<string> {
    return this.page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('jishi.session') ?? '{}') as { data?: { accessToken?: string } }
      return kept.data?.accessToken ?? ''
    })
  }
}
