import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'

/** Without signs that are taken for one another. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

const KIND: Readonly<Record<IdentityProvider, string>> = {
  weixin: '微信用户',
  weixin_oa: '微信用户',
  alipay: '支付宝用户',
}

/** Four signs of so many: enough to tell newcomers apart in a list. */
const TAIL = 4

/** The name of a newcomer whose phone nobody knows. The tail is drawn and tells nothing of the platform's account. */
export const nameWithoutPhone = (provider: IdentityProvider, drawn: Uint8Array): string =>
  `${KIND[provider]} ${Array.from(drawn.subarray(0, TAIL), (byte) => SIGNS[byte % SIGNS.length]).join('')}`
