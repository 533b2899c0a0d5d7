import type { IdentityProof, SignInBody } from '@jishi/contracts/identity/identity.schema'
import { platform } from '#platform'
import { places } from '@/composables/places'
import { askWeixin } from '@/composables/weixin-oauth'
import type { PhoneProof } from '@/platform/types'

/** What signing in by the platform's account sends; the phone goes along where its button gave one. */
export const quickBody = (proof: IdentityProof, phone: PhoneProof | null, consentVersion: string): SignInBody => {
  const rest = { code: proof.code, consentVersion, device: platform.device() }
  if (proof.method === 'weixin')
    return { method: 'weixin', ...rest, ...(phone?.method === 'weixin' ? { phoneCode: phone.phoneCode } : {}) }
  if (proof.method === 'alipay')
    return { method: 'alipay', ...rest, ...(phone?.method === 'alipay' ? { phone: phone.phone } : {}) }
  return { method: 'weixin_oa', ...rest }
}

/** Where to land after WeChat's page: it leaves nothing to go back to, so the way on is kept before leaving. */
export const goToWeixin = (consentVersion: string, then: string | undefined): Promise<void> =>
  askWeixin(places.signInPath(then), {
    purpose: 'signIn',
    consentVersion,
    then: then === 'checkout' ? '/pkg-order/checkout/checkout' : places.below(),
  })
