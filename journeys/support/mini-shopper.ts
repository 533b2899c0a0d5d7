import { join } from 'node:path'
import { Device } from '@jishi/testing/mini-program/device'
import { openMiniProgram, type MiniProgram } from '@jishi/testing/mini-program/open'
import type { Vendor } from '@jishi/testing/mini-program/package'
import type { Screen } from '@jishi/testing/mini-program/screen'
import type { MiniShop } from './mini-shop.js'
import { root } from './shop.js'

/** What the packages are built with: their API's origin is registered and stands for the shop under test. */
const BUILT_FOR = process.env['VITE_API_BASE'] ?? 'http://127.0.0.1:3000'
export const packageOf = (vendor: Vendor): string => join(root, 'apps/storefront/dist/build', vendor)

export interface Entry {
  readonly phone?: string
  readonly device?: Device
  readonly path?: string
  readonly scene?: number
  /** Coupons come up by themselves, as for everybody; in other stories they have done so already. */
  readonly coupons?: boolean
}

interface KeptSession {
  accessToken: string
}

const ACCOUNT: Record<Vendor, string> = { 'mp-weixin': '微信', 'mp-alipay': '支付宝' }
const CART_TAB = 2

/** Somebody with a phone in the hand, doing in the compiled program what people do. */
export class MiniShopper {
  readonly phone: string
  readonly program: MiniProgram

  constructor(
    readonly shop: MiniShop,
    readonly vendor: Vendor,
    entry: Entry = {},
  ) {
    this.phone = entry.phone ?? shop.freshPhone()
    const device = entry.device ?? new Device()
    if (entry.coupons !== true) device.memory.set('jishi.home.coupons', '9999-12-31')
    this.program = openMiniProgram({
      folder: packageOf(vendor),
      vendor,
      origins: { [BUILT_FOR]: shop.url },
      consoleUrl: shop.consoleUrl,
      person: { phone: this.phone },
      appId: shop.appId(vendor),
      device,
      ...(entry.path === undefined ? {} : { path: entry.path }),
      ...(entry.scene === undefined ? {} : { scene: entry.scene }),
    })
  }

  get screen(): Screen {
    return this.program.screen
  }

  get oneTap(): string {
    return `${ACCOUNT[this.vendor]}一键登录`
  }

  get token(): string {
    const kept = this.program.device.memory.get('jishi.session') as KeptSession | undefined
    if (kept === undefined) throw new Error('nobody is signed in on this phone')
    return kept.accessToken
  }

  get orderId(): string {
    const { id } = this.program.pages.top.instance['options'] as { id?: string }
    if (id === undefined) throw new Error(`${this.program.route} is not about an order`)
    return id
  }

  /** Answers what a shop asks at its first start. */
  async agree(): Promise<void> {
    await this.screen.see('你的信息，你说了算')
    await this.screen.tap('同意')
    await this.gone('你的信息，你说了算')
  }

  /** From the category page into the cart, with a chosen size. */
  async addApples(): Promise<void> {
    this.program.tab(1)
    await this.screen.tap('阿克苏冰糖心苹果')
    await this.screen.see('商品详情')
    await this.screen.tap('加入购物车')
    await this.screen.see('数量')
    await this.screen.tap('5 斤装')
    await this.screen.tap('加入购物车')
    await this.screen.until('it in the cart', () => this.program.device.toasts.includes('已加入购物车'))
  }

  async openCart(): Promise<void> {
    this.program.tab(CART_TAB)
    await this.screen.see('去结算')
  }

  async consent(): Promise<void> {
    await this.screen.tap(/^我已阅读并同意.*/)
    // Before the consent the same words stand on a button that only points at it.
    await this.screen.until("the platform's own button", () => this.screen.all('button[open-type]').length > 0)
  }

  /** On the sign-in page: tick, tap, in. */
  async signIn(): Promise<void> {
    await this.screen.see('欢迎来到小满良品')
    await this.consent()
    await this.screen.tap(this.oneTap)
    await this.screen.until('the sign-in to end', () => !this.program.route.includes('sign-in'))
  }

  async addAddress(): Promise<void> {
    await this.screen.tap('添加收货地址')
    await this.screen.see('新增收货地址')
    await this.screen.fill('收货人', '林小满')
    await this.screen.fill('手机号', '13800006602')
    await this.screen.fill('详细地址', '博云路 2 号 3 栋 1202')
    await this.screen.tap('所在地区')
    for (const place of ['上海市', '浦东新区']) this.screen.press(await this.choice(place))
    await this.screen.see(/^上海市.*浦东新区$/)
    await this.screen.tap('保存')
    await this.screen.see('提交订单')
    await this.screen.see(/上海市.*浦东新区/)
  }

  /** Everything up to the moment before the order is placed. */
  async toCheckout(): Promise<void> {
    await this.addApples()
    await this.openCart()
    await this.screen.tap('去结算')
    await this.signIn()
    await this.screen.see('提交订单')
    await this.addAddress()
  }

  /** Ticks what has to be ticked for this purchase and places the order. */
  async submit(): Promise<void> {
    const tick = this.screen.labelled(/^我已知晓：.+不支持 7 天无理由退货$/)[0]
    if (tick !== undefined && tick.querySelector('.on') === null) this.screen.press(tick)
    await this.screen.tap('提交订单')
  }

  /** On the result page, once the server has said so; then on to the order, whose state is read from the shop. */
  async seePaid(): Promise<string> {
    await this.screen.see('支付成功')
    await this.screen.tap('查看订单')
    await this.screen.see('等待发货')
    return this.orderId
  }

  async gone(text: string): Promise<void> {
    await this.screen.until(`"${text}" to be gone`, () => this.screen.found(text).length === 0)
  }

  private choice(name: string): Promise<HTMLElement> {
    return this.screen.until(`the choice ${name}`, () =>
      this.screen.all('.choice').find((element) => (element.textContent ?? '').trim() === name),
    )
  }
}
