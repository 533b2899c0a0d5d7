import { createCipheriv, randomBytes, randomInt } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import type { AlipayKeys } from './account.js'
import type { AlipayBuyer, AlipayEvent } from './records.js'
import { AlipayRefusal, missing } from './refusal.js'
import { platformSignature } from './signature.js'
import { wallTime } from './times.js'

const CODE_LIFE_MS = 5 * 60 * 1000
const TOKEN_LIFE_SECONDS = 15 * 24 * 60 * 60

export interface PersonWanted {
  openid?: string | undefined
  phone?: string | undefined
  /** Another application's: for codes that must not be taken. */
  appId?: string | undefined
}

export type PhoneFlaw = 'forge' | 'bad_signature' | undefined
export type PhoneFailure = 'plain' | 'encrypted' | undefined

/** What `my.getPhoneNumber` hands to the mini program, which passes it on unread. */
export interface PhonePayload {
  response: string
  sign: string
  sign_type: 'RSA2'
  encrypt_type: 'AES'
  charset: 'UTF-8'
}

const PHONE_FAILURE = {
  code: '40003',
  msg: 'Insufficient Conditions',
  subCode: 'isv.invalid-auth-relations',
  subMsg: '无效的授权关系',
} as const

/** People with the wallet: their codes, who they are to the application, and their phone numbers. */
export class BuyerDesk {
  constructor(
    private readonly book: Book,
    private readonly keys: AlipayKeys,
    private readonly clock: Clock,
  ) {}

  issueCode(wanted: PersonWanted): { code: string; openId: string } {
    const { openId, appId } = this.#person(wanted)
    const code = randomBytes(16).toString('hex')
    const expiresAt = this.clock.now() + CODE_LIFE_MS
    this.#record({ type: 'code-issued', code: { code, openId, appId, expiresAt, used: false } })
    return { code, openId }
  }

  /** `alipay.system.oauth.token`: a code is good once, for minutes, and for its own application. */
  token(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { grant_type: grant, code, refresh_token: refreshToken } = parameters
    if (grant === 'authorization_code') return this.#tokenForCode(code)
    if (grant === 'refresh_token') return this.#tokenForRefresh(refreshToken)
    if (grant === undefined) throw missing('grant-type', 'grant_type参数缺失')
    throw new AlipayRefusal('40002', 'isv.grant-type-invalid', 'grant_type参数不正确')
  }

  phone(wanted: PersonWanted, failure: PhoneFailure, flaw: PhoneFlaw): PhonePayload {
    const rest = { sign_type: 'RSA2', encrypt_type: 'AES', charset: 'UTF-8' } as const
    if (failure === 'plain') {
      const response = JSON.stringify(PHONE_FAILURE)
      return { response, sign: platformSignature(response, this.keys, flaw) ?? '', ...rest }
    }
    const mobile = wanted.phone ?? this.#person(wanted).phone
    if (mobile === null) throw new GatewayError(409, 'NO_PHONE', '这位顾客没有手机号')
    const content = failure === 'encrypted' ? PHONE_FAILURE : { code: '10000', msg: 'Success', mobile }
    const response = this.#sealed(JSON.stringify(content))
    // The quotes around the ciphertext are part of what is signed.
    return { response, sign: platformSignature(`"${response}"`, this.keys, flaw) ?? '', ...rest }
  }

  /** Whoever pays without having signed in is somebody new. */
  anybody(): string {
    return this.#person({}).openId
  }

  #record(event: AlipayEvent): void {
    this.book.record({ type: 'alipay', event })
  }

  /** A phone number always means the same person; a number given with an open id becomes theirs. */
  #person(wanted: PersonWanted): AlipayBuyer {
    const { openid, phone, appId = this.keys.appId } = wanted
    const known = this.#knownPerson(openid, phone, appId)
    if (known !== undefined && (phone === undefined || known.phone === phone)) return known
    const openId = openid ?? `0${String(randomInt(10))}${randomBytes(24).toString('base64url')}`
    const buyer = { openId, appId, phone: phone ?? known?.phone ?? null }
    this.#record({ type: 'buyer-known', buyer })
    return buyer
  }

  #knownPerson(openid: string | undefined, phone: string | undefined, appId: string): AlipayBuyer | undefined {
    const { alipay } = this.book
    if (openid === undefined) return phone === undefined ? undefined : alipay.buyerByPhone(appId, phone)
    const known = alipay.buyers.get(openid)
    if (known !== undefined && known.appId !== appId) {
      throw new GatewayError(409, 'OPENID_OF_ANOTHER_APP', '这个openid属于别的应用')
    }
    return known
  }

  #tokenForCode(code: unknown): Record<string, unknown> {
    if (typeof code !== 'string' || code === '') throw missing('code', '授权码code缺失')
    const known = this.book.alipay.codes.get(code)
    const good = known !== undefined && !known.used && known.appId === this.keys.appId
    if (!good || this.clock.now() > known.expiresAt) {
      throw new AlipayRefusal('40002', 'isv.code-invalid', '授权码code无效')
    }
    const refreshToken = randomBytes(20).toString('hex')
    this.#record({ type: 'code-used', code, refreshToken })
    return this.#tokenAnswer(known.openId, refreshToken)
  }

  #tokenForRefresh(given: unknown): Record<string, unknown> {
    const openId = typeof given === 'string' ? this.book.alipay.openIdByRefreshToken(given) : undefined
    if (openId === undefined) {
      throw new AlipayRefusal('40002', 'isv.refresh-token-invalid', '刷新令牌refresh_token无效')
    }
    const refreshToken = randomBytes(20).toString('hex')
    this.#record({ type: 'token-refreshed', openId, refreshToken, replaces: String(given) })
    return this.#tokenAnswer(openId, refreshToken)
  }

  #tokenAnswer(openId: string, refreshToken: string): Record<string, unknown> {
    return {
      access_token: `authbase${randomBytes(16).toString('hex')}`,
      open_id: openId,
      expires_in: TOKEN_LIFE_SECONDS,
      refresh_token: refreshToken,
      re_expires_in: 2 * TOKEN_LIFE_SECONDS,
      auth_start: wallTime(this.clock.now()),
    }
  }

  #sealed(text: string): string {
    const cipher = createCipheriv('aes-128-cbc', Buffer.from(this.keys.aesKey, 'base64'), Buffer.alloc(16))
    return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
  }
}
