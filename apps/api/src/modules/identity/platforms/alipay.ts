import { createDecipheriv, createVerify } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { AlipayPhone } from '@jishi/contracts/identity/identity.schema'
import { PHONE_PATTERN } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { AlipayRequestError, AlipaySdk } from 'alipay-sdk'
import { z } from 'zod'
import type { PlatformPerson } from '../identities.js'
import { PLATFORM_TIMEOUT_MS, unavailable } from './call-platform.js'
import { PlatformAccounts, type AlipayApp } from './platform-accounts.js'

const id = z.string().min(1).max(128)
const personAnswer = z.object({ open_id: id.optional(), user_id: id.optional() })
const phonePlain = z.object({ code: z.literal('10000'), mobile: z.string().regex(PHONE_PATTERN) })
/** An authorisation code that is not good any more; every other refusal is ours or theirs and not the shopper's. */
const BAD_CODE = /code[-_ ]?invalid|invalid[-_ ]?(auth[-_ ]?)?code/i

/** Alipay's mini program: who somebody is, and their phone. */
@Injectable()
export class Alipay {
  private sdk: AlipaySdk | undefined

  constructor(private readonly accounts: PlatformAccounts) {}

  /** Uses the code up. Throws AUTH_CODE_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF. */
  async person(code: string): Promise<PlatformPerson> {
    const app = this.app()
    const answer = await this.exchange(app, code)
    const subject = answer.open_id ?? answer.user_id
    if (subject === undefined) throw unavailable('alipay oauth', 'an answer without a person')
    return { provider: 'alipay', appId: app.appId, subject }
  }

  /**
   * The phone in what the client was handed. Alipay signs the ciphertext together with the quotes around it; an error
   * comes in clear instead and is no proof of anything. Throws PHONE_PROOF_INVALID, SIGN_IN_METHOD_OFF.
   */
  phone(sealed: AlipayPhone): string {
    const app = this.app()
    const proof = this.verified(app, sealed) ? opened(app, sealed.response) : undefined
    if (proof === undefined) throw new DomainError('PHONE_PROOF_INVALID')
    return proof
  }

  private async exchange(app: AlipayApp, code: string): Promise<z.infer<typeof personAnswer>> {
    const body = { grant_type: 'authorization_code', code }
    const answer = await this.client(app)
      .curl('POST', '/v3/alipay/system/oauth/token', { body })
      .catch((error: unknown) => {
        const refusedAs = error instanceof AlipayRequestError ? (error.code ?? '') : ''
        if (BAD_CODE.test(refusedAs)) throw new DomainError('AUTH_CODE_INVALID')
        throw unavailable('alipay oauth', /^[\w.-]{1,60}$/.test(refusedAs) ? refusedAs : 'no usable answer')
      })
    const read = personAnswer.safeParse(answer.data)
    if (!read.success) throw unavailable('alipay oauth', 'an answer of another shape')
    return read.data
  }

  private verified(app: AlipayApp, { response, sign, sign_type: signType = 'RSA2' }: AlipayPhone): boolean {
    if (signType !== 'RSA2' || response.startsWith('{')) return false
    return createVerify('RSA-SHA256').update(`"${response}"`, 'utf8').verify(app.alipayPublicKey, sign, 'base64')
  }

  /** The SDK changes the settings it is given, so it gets its own. It checks the signature of what it reads. */
  private client(app: AlipayApp): AlipaySdk {
    this.sdk ??= new AlipaySdk({
      appId: app.appId,
      privateKey: app.privateKey,
      keyType: 'PKCS8',
      alipayPublicKey: app.alipayPublicKey,
      gateway: app.gatewayUrl,
      endpoint: app.endpointUrl.replace(/\/+$/, ''),
      timeout: PLATFORM_TIMEOUT_MS,
    })
    return this.sdk
  }

  private app(): AlipayApp {
    const app = this.accounts.alipay()
    if (app === undefined) throw new DomainError('SIGN_IN_METHOD_OFF')
    return app
  }
}

/** AES-128-CBC with a zero vector, as Alipay does it: the signature, checked before, is what protects the text. */
const opened = (app: AlipayApp, response: string): string | undefined => {
  try {
    const decipher = createDecipheriv('aes-128-cbc', Buffer.from(app.aesKey, 'base64'), Buffer.alloc(16))
    const plain = Buffer.concat([decipher.update(response, 'base64'), decipher.final()]).toString('utf8')
    return phonePlain.safeParse(JSON.parse(plain)).data?.mobile
  } catch {
    return undefined
  }
}
