import { Gateway } from '@jishi/testing/mini-program/gateway'
import { expect } from 'vitest'
import { ApiShopper } from './api-shopper.js'
import { freshPhone } from './h5-shopper.js'
import { productNamed } from './order-centre.js'
import type { Shop } from './shop.js'

export interface PaidOrder {
  readonly orderId: string
  readonly attemptNo: string
  readonly amountFen: number
}

interface Started {
  attemptNo: string
  amountFen: number
  pay: { url?: string }
}

const isTaken = (status: number, body: unknown): void => expect(status, JSON.stringify(body)).toBeLessThan(300)

const becomes = async (look: () => Promise<string>, state: string): Promise<void> => {
  await expect.poll(look).toBe(state)
}

/** Somebody who buys one thing after the other, and pays at the gateways as told: how does not matter here. */
export class PayingPerson {
  private constructor(
    private readonly shop: Shop,
    private readonly shopper: ApiShopper,
    private readonly skuId: string,
  ) {}

  static async of(shop: Shop, title: string): Promise<PayingPerson> {
    const product = await fetch(`${shop.url}/api/shop/products/${await productNamed(shop, title)}`)
    const { skus } = (await product.json()) as { skus: { id: string }[] }
    const shopper = new ApiShopper(shop, freshPhone())
    await shopper.signIn()
    return new PayingPerson(shop, shopper, skus[0]?.id ?? '')
  }

  get gateway(): Gateway {
    return new Gateway(this.shop.consoleUrl)
  }

  /** Stands before the cashier, and has not paid. */
  async begin(channel: string): Promise<PaidOrder> {
    const orderId = await this.shopper.placeOrder(this.skuId)
    const { status, body } = await this.shopper.ask<Started>(`orders/${orderId}/payments`, { channel })
    isTaken(status, body)
    // A trade of Alipay's exists once its page was opened.
    if (body.pay.url !== undefined) await fetch(body.pay.url)
    return { orderId, attemptNo: body.attemptNo, amountFen: body.amountFen }
  }

  async pay(channel: string): Promise<PaidOrder> {
    const begun = await this.begin(channel)
    await this.gateway.pay(begun.attemptNo)
    await this.untilPaid(begun)
    return begun
  }

  async untilPaid({ orderId }: PaidOrder): Promise<void> {
    const state = async () => (await this.shopper.ask<{ state: string }>(`orders/${orderId}/payment`)).body.state
    await becomes(state, 'paid')
  }

  /** Binds an account of WeChat's mini program, in which money can be sent to them; answers who they are to the shop. */
  async knownAtWechat(): Promise<string> {
    const { code } = await this.gateway.post<{ code: string }>('/wechat/codes', { kind: 'login' })
    const { status, body } = await this.shopper.ask<{ id: string }>('me/identities', { method: 'weixin', code })
    isTaken(status, body)
    return body.id
  }
}
