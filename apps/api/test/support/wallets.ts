import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { expect } from 'vitest'
import { patiently } from './buying.js'
import type { Shopper } from './shopper.js'
import type { WholeShop } from './whole-shop.js'

/** A code of an Alipay account, as `my.getAuthCode` hands it over; without a person named, somebody new. */
export const alipayCode = async (shop: WholeShop, openid?: string): Promise<{ code: string; openId: string }> => {
  const answer = await fetch(`${shop.simulator.url}/console/api/alipay/codes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ openid }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { code: string; openId: string }
}

const PROOFS: Partial<Record<PaymentChannel, 'weixin' | 'weixin_oa' | 'alipay'>> = {
  wechat_mp: 'weixin',
  wechat_oa: 'weixin_oa',
  alipay_mp: 'alipay',
}

/** The shopper authorises the app that a channel pays in, where it pays in one; answers who they are to that app. */
export const authorise = async (shop: WholeShop, who: Shopper, channel: PaymentChannel): Promise<string | null> => {
  const method = PROOFS[channel]
  if (method === undefined) return null
  const { code, openid } =
    method === 'alipay'
      ? await alipayCode(shop).then((issued) => ({ code: issued.code, openid: issued.openId }))
      : await shop.simulator.wechatCode({ kind: method === 'weixin' ? 'login' : 'oauth' })
  await who.api.identity.linkIdentity({ body: { method, code } })
  return openid
}

export const startWith = (who: Shopper, orderId: string, channel: PaymentChannel): Promise<PayInstruction> =>
  patiently(() => who.api.order.startPayment({ params: { id: orderId }, body: { channel } }))

/** What the payer's client does with an instruction before the cashier stands before them. */
export const openCashier = async (shop: WholeShop, { attemptNo, pay }: PayInstruction): Promise<void> => {
  switch (pay.kind) {
    case 'redirect':
      expect((await fetch(pay.url)).status).toBe(200)
      return
    case 'form': {
      const body = new URLSearchParams(pay.fields)
      const answer = await fetch(pay.action, { method: 'POST', body })
      expect([answer.status, new URL(answer.url).pathname]).toEqual([
        200,
        expect.stringContaining('/cashier/unionpay/'),
      ])
      return
    }
    case 'jsapi':
      expect(await shop.simulator.verifyPaySign(pay.call)).toMatchObject({ valid: true, outTradeNo: attemptNo })
      return
    case 'qr':
      expect(pay.codeUrl).not.toBe('')
      return
    case 'trade':
      expect(pay.tradeNo).toMatch(/^\d{16,}$/)
      return
    case 'paid':
      expect.unreachable('no cashier stands before somebody who has paid')
  }
}
