import { Injectable } from '@nestjs/common'
import type { AlipayPhone, IdentityProof } from '@jishi/contracts/identity/identity.schema'
import { Pii } from '../../../infra/crypto/pii.js'
import type { PlatformPerson } from '../identities.js'
import { Alipay } from './alipay.js'
import { Weixin } from './weixin.js'

export type PhoneProof =
  { readonly method: 'weixin'; readonly phoneCode: string } | { readonly method: 'alipay'; readonly phone: AlipayPhone }

export interface ProvenPhone {
  readonly phone: string
  /** Set where a proof names no moment and the platform lets it be shown twice: the shop then takes it once. */
  readonly onceIndex?: Buffer | undefined
}

/** The platforms that vouch for people. Every call goes out of the house: never inside a transaction. */
@Injectable()
export class Platforms {
  constructor(
    private readonly weixin: Weixin,
    private readonly alipay: Alipay,
    private readonly pii: Pii,
  ) {}

  /** Throws AUTH_CODE_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF. */
  person({ method, code }: IdentityProof): Promise<PlatformPerson> {
    return method === 'alipay' ? this.alipay.person(code) : this.weixin.person(method, code)
  }

  /** Throws PHONE_PROOF_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF. */
  async phone(proof: PhoneProof): Promise<ProvenPhone> {
    if (proof.method === 'weixin') return { phone: await this.weixin.phone(proof.phoneCode) }
    const { response } = proof.phone
    return { phone: this.alipay.phone(proof.phone), onceIndex: this.pii.blindIndex('phone-proof', response) }
  }
}
