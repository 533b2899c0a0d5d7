import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Gateway } from '@jishi/testing/mini-program/gateway'
import type { Vendor } from '@jishi/testing/mini-program/package'
import type { Shop } from './shop.js'

interface Merchant {
  wechatMiniProgram: { appid: string }
  wechatOfficialAccount: { appid: string }
}

export interface PlacedOrder {
  id: string
  state: string
}

interface ConsolePayment {
  outTradeNo: string
  status: string
  createdAt: string
}

/** The shop as the people around the phone see it: the gateways' console and the operator. */
export class MiniShop {
  readonly gateway: Gateway
  private cookie = ''
  private phones = 0

  constructor(private readonly shop: Shop) {
    this.gateway = new Gateway(shop.consoleUrl)
  }

  get url(): string {
    return this.shop.url
  }

  get consoleUrl(): string {
    return this.shop.consoleUrl
  }

  appId(vendor: Vendor): string {
    return vendor === 'mp-weixin' ? this.merchant.wechatMiniProgram.appid : ''
  }

  /** The id of an app that is not the program's own. */
  otherApp(vendor: Vendor): string {
    return vendor === 'mp-weixin' ? this.merchant.wechatOfficialAccount.appid : '2021000000009999'
  }

  /** A phone number that nobody had before. */
  freshPhone(): string {
    this.phones += 1
    return `1395550${String(1_000 + this.phones)}`
  }

  /** The product somebody finds under this name. */
  async idOf(title: string): Promise<string> {
    const answer = await fetch(`${this.url}/api/shop/products?q=${encodeURIComponent(title)}`)
    const { items } = (await answer.json()) as { items: { id: string; title: string }[] }
    const found = items.find((item) => item.title === title)
    if (found === undefined) throw new Error(`nothing is called ${title}`)
    return found.id
  }

  /** Asks as a member whose token a device holds. */
  async asMember<T>(token: string, path: string): Promise<T> {
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** The buyer has the goods, said from another device. */
  async receive(token: string, orderId: string): Promise<void> {
    const answer = await fetch(`${this.url}/api/shop/orders/${orderId}/confirm-receipt`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() },
    })
    if (!answer.ok) throw new Error(`the receipt was answered ${answer.status}: ${await answer.text()}`)
  }

  async ship(orderId: string): Promise<void> {
    await this.asOperator('POST', `/api/admin/orders/${orderId}/ship`, {
      carrierCode: 'SF',
      trackingNo: `SF${String(Date.now())}`,
    })
  }

  async stateOf(orderId: string): Promise<string> {
    return (await this.asOperator<PlacedOrder>('GET', `/api/admin/orders/${orderId}`)).state
  }

  /** Somebody of the shop does something; what is answered comes back. */
  tell<T>(path: string, body: unknown = {}): Promise<T> {
    return this.asOperator<T>('POST', `/api/admin/${path}`, body)
  }

  /** Sends a document to the shop's own desk. */
  attach(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
    return this.asOperator('POST', `/api/admin/${path}`, bytes)
  }

  look<T>(path: string): Promise<T> {
    return this.asOperator<T>('GET', `/api/admin/${path}`)
  }

  /** The person goes back to the wallet and pays what was opened last. */
  async payOpenPayment(): Promise<void> {
    const { items } = await this.gateway.get<{ items: ConsolePayment[] }>('/payments')
    const open = items.filter(({ status }) => status === 'pending')
    const newest = open.sort((one, other) => one.createdAt.localeCompare(other.createdAt)).at(-1)
    if (newest === undefined) throw new Error('no payment is open')
    await this.gateway.pay(newest.outTradeNo)
  }

  private get merchant(): Merchant {
    return JSON.parse(readFileSync(join(this.shop.dataDir, 'simulator', 'merchant.json'), 'utf8')) as Merchant
  }

  private async asOperator<T>(method: string, path: string, body?: unknown): Promise<T> {
    if (this.cookie === '') await this.signInOperator()
    const isFile = body instanceof Uint8Array
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        cookie: this.cookie,
        'x-jishi-csrf': '1',
        ...(body === undefined
          ? {}
          : {
              'content-type': isFile ? 'application/pdf' : 'application/json',
              'idempotency-key': crypto.randomUUID(),
            }),
      },
      ...(body === undefined ? {} : { body: isFile ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  private async signInOperator(): Promise<void> {
    const owner = this.shop.accounts.operators.find(({ role }) => role === 'owner')
    const answer = await fetch(`${this.url}/api/admin/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-jishi-csrf': '1' },
      body: JSON.stringify({ username: owner?.username, password: owner?.password }),
    })
    if (!answer.ok) throw new Error(`the operator cannot sign in: ${answer.status} ${await answer.text()}`)
    this.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }
}
