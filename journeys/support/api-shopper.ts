import { vi } from 'vitest'
import type { Shop } from './shop.js'

interface Answer<T> {
  status: number
  body: T
}

/** A shopper whose phone does not matter here: only what the shop answers does. */
export class ApiShopper {
  private token = ''

  constructor(
    private readonly shop: Shop,
    readonly phone: string,
  ) {}

  async ask<T>(path: string, body?: unknown): Promise<Answer<T>> {
    const answer = await fetch(`${this.shop.url}/api/shop/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as T }
  }

  async signIn(): Promise<void> {
    const { version } = await this.told<{ version: string }>('policies/current')
    await this.told('auth/sms', { phone: this.phone, purpose: 'sign_in', consentVersion: version })
    const code = await vi.waitUntil(() => this.smsCode(), { timeout: 60_000, interval: 200 })
    const proof = { method: 'sms', phone: this.phone, code, consentVersion: version }
    this.token = (await this.told<{ accessToken: string }>('auth/sign-in', proof)).accessToken
  }

  /** Buys one piece and does not pay; answers the order's id. */
  async placeOrder(skuId: string): Promise<string> {
    const address = { receiver: '林小满', phone: this.phone, regionCode: '310115', detail: '博云路 2 号 3 栋 1202' }
    const { id: addressId } = await this.told<{ id: string }>('addresses', address)
    const wanted = { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId }
    const quoted = await this.told<{ quoteId: string; noReasonExcluded: string[] }>('quotes', wanted)
    const placing = { ...wanted, quoteId: quoted.quoteId, noReasonConfirmed: quoted.noReasonExcluded }
    return (await this.told<{ id: string }>('orders', placing)).id
  }

  private async told<T>(path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(path, body)
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  private async smsCode(): Promise<string> {
    const answer = await fetch(`${this.shop.consoleUrl}/console/api/sms?phone=${this.phone}`)
    const { items } = (await answer.json()) as { items: { code: string }[] }
    return items[0]?.code ?? ''
  }
}
