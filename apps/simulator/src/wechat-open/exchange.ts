import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Keyring } from '../keys/keyring.js'
import { appOf, requireGrant, text } from './apps.js'
import type { Query } from './apps.js'
import { OpenError } from './open-error.js'
import type { CodeKind, OpenCode, Person } from './records.js'
import type { AccessTokens } from './tokens.js'

const CODE_LIFE_MS = 5 * 60 * 1000
const OAUTH_TOKEN_SECONDS = 7200

interface UsedCode {
  person: Person
  openid: string
  scope: string | null
}

/** What servers of merchants get for the codes that phones handed to their apps. */
export class Exchange {
  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
  ) {}

  session(query: Query): Record<string, unknown> {
    const app = appOf([this.keyring.wechatMiniProgram], text(query, 'appid'), text(query, 'secret'))
    const code = text(query, 'js_code')
    if (code === '') throw new OpenError(41008, 'missing code')
    requireGrant(query)
    const { person, openid } = this.#use(code, 'login', app.appid)
    return { session_key: randomBytes(16).toString('base64'), openid, unionid: person.unionid }
  }

  oauthToken(query: Query): Record<string, unknown> {
    const app = appOf([this.keyring.wechatOfficialAccount], text(query, 'appid'), text(query, 'secret'))
    const code = text(query, 'code')
    if (code === '') throw new OpenError(41008, 'missing code')
    requireGrant(query)
    const { person, openid, scope } = this.#use(code, 'oauth', app.appid)
    return {
      access_token: randomBytes(66).toString('base64url'),
      expires_in: OAUTH_TOKEN_SECONDS,
      refresh_token: randomBytes(66).toString('base64url'),
      openid,
      scope: scope ?? 'snsapi_base',
      unionid: person.unionid,
    }
  }

  phone(accessToken: string, body: unknown): Record<string, unknown> {
    const { appid } = this.tokens.require(accessToken)
    if (typeof body !== 'object' || body === null) throw new OpenError(47001, 'data format error')
    const code = text(body as Query, 'code')
    if (code === '') throw new OpenError(41008, 'missing code')
    const claimed = text(body as Query, 'openid')
    const { person } = this.#use(code, 'phone', appid, claimed)
    const timestamp = Math.floor(this.clock.now() / 1000)
    return {
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: person.phone,
        purePhoneNumber: person.phone,
        countryCode: '86',
        watermark: { timestamp, appid },
      },
    }
  }

  #use(value: string, kind: CodeKind, appid: string, claimed = ''): UsedCode {
    const code = this.#usable(value, kind, appid)
    const person = this.book.open.people.get(code.unionid)
    const openid = person?.openids[appid]
    if (person === undefined || openid === undefined) throw new OpenError(40029, 'invalid code')
    if (claimed !== '' && claimed !== openid) throw new OpenError(40003, 'invalid openid')
    this.book.recordOpen({ what: 'code-used', code: value, at: this.clock.now() })
    return { person, openid, scope: code.scope }
  }

  /** A code serves once, for five minutes, for the app and the purpose that it was made for. */
  #usable(value: string, kind: CodeKind, appid: string): OpenCode {
    const code = this.book.open.codes.get(value)
    if (code?.kind !== kind || code.appid !== appid) throw new OpenError(40029, 'invalid code')
    if (code.usedAt !== null) throw new OpenError(40163, 'code been used')
    if (this.clock.now() - code.issuedAt > CODE_LIFE_MS) throw new OpenError(40029, 'invalid code')
    return code
  }
}
