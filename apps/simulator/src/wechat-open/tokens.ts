import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Keyring } from '../keys/keyring.js'
import { appOf } from './apps.js'
import type { Query } from './apps.js'
import { OpenError } from './open-error.js'
import type { AccessToken } from './records.js'

const TOKEN_LIFE_MS = 7200 * 1000
const RENEWAL_MS = 5 * 60 * 1000
const FORCED_PAUSE_MS = 30 * 1000
const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS
const SHANGHAI_OFFSET_MS = 8 * 60 * MINUTE_MS
const QUOTA = { minute: 10_000, day: 500_000, forcedDay: 20 } as const

/** Stable access tokens: one answer for everybody until the last five minutes, unless somebody forces a new one. */
export class AccessTokens {
  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  stable(body: unknown): Record<string, unknown> {
    if (typeof body !== 'object' || body === null) throw new OpenError(47001, 'data format error')
    const { grant_type, appid, secret, force_refresh } = body as Query
    if (grant_type !== 'client_credential') throw new OpenError(40002, 'invalid grant_type')
    const { wechatMiniProgram, wechatOfficialAccount } = this.keyring
    const app = appOf([wechatMiniProgram, wechatOfficialAccount], String(appid ?? ''), String(secret ?? ''))
    const now = this.clock.now()
    const token = force_refresh === true ? this.#forced(app.appid, now) : this.#kept(app.appid, now)
    const expires_in = Math.floor((token.expiresAt - now) / 1000)
    return { access_token: token.value, expires_in }
  }

  /** Counts before anything can go wrong: a caller that asks in vain has asked all the same. */
  noteCall(body: unknown): void {
    const { appid } = (typeof body === 'object' && body !== null ? body : {}) as Query
    this.book.recordOpen({ what: 'token-asked', appid: String(appid ?? ''), at: this.clock.now() })
  }

  require(value: string): AccessToken {
    if (value === '') throw new OpenError(41001, 'access_token missing')
    const token = this.book.open.tokens.get(value)
    if (token === undefined || token.replaced) {
      throw new OpenError(40001, 'invalid credential, access_token is invalid or not latest')
    }
    if (token.expiresAt <= this.clock.now()) throw new OpenError(42001, 'access_token expired')
    return token
  }

  /** Ends a token before its time. */
  expire(value: string): void {
    this.book.recordOpen({ what: 'token-expired', value, at: this.clock.now() })
  }

  #kept(appid: string, now: number): AccessToken {
    const { open } = this.book
    if (open.askedSince(appid, now - MINUTE_MS) > QUOTA.minute)
      throw new OpenError(45011, 'api minute-quota reach limit')
    if (open.askedSince(appid, dayStart(now)) > QUOTA.day) throw new OpenError(45009, 'reach max api daily quota limit')
    const current = open.currentToken(appid)
    if (current !== undefined && current.expiresAt - now > RENEWAL_MS) return current
    return this.#issue(appid, now, false)
  }

  #forced(appid: string, now: number): AccessToken {
    const { open } = this.book
    if (open.forcedSince(appid, dayStart(now)) >= QUOTA.forcedDay) {
      throw new OpenError(45009, 'reach max api daily quota limit')
    }
    if (open.forcedSince(appid, now - FORCED_PAUSE_MS + 1) > 0) {
      throw new OpenError(45011, 'api minute-quota reach limit, forced refreshes need 30 seconds between them')
    }
    return this.#issue(appid, now, true)
  }

  #issue(appid: string, issuedAt: number, forced: boolean): AccessToken {
    const value = `SIM_${randomBytes(96).toString('base64url')}`
    const token = { value, appid, issuedAt, expiresAt: issuedAt + TOKEN_LIFE_MS, forced, replaced: false }
    this.book.recordOpen({ what: 'token-issued', token })
    return token
  }
}

function dayStart(now: number): number {
  return now - ((now + SHANGHAI_OFFSET_MS) % DAY_MS)
}
