import type { IdentityProof } from '@jishi/contracts/identity/identity.schema'
import { alipay } from './my'

/** The silent scope: Alipay gives the code without asking anybody; no code is as good as no network. */
export const quickProof = (): Promise<IdentityProof | null> =>
  new Promise((resolve) => {
    alipay().getAuthCode({
      scopes: 'auth_base',
      success: ({ authCode }) => resolve(authCode ? { method: 'alipay', code: authCode } : null),
      fail: () => resolve(null),
    })
  })
