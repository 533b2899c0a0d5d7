import type { AccessToken, OpenCode, OpenFact, Person, ShippedOrder } from './records.js'

type FactOf<T extends OpenFact['what']> = Extract<OpenFact, { what: T }>
type Appliers = { [T in OpenFact['what']]: (fact: FactOf<T>) => void }

/** People, codes and tokens as the facts of the journal make them. */
export class OpenRegister {
  readonly people = new Map<string, Person>()
  readonly codes = new Map<string, OpenCode>()
  readonly tokens = new Map<string, AccessToken>()
  /** By the merchant's number of the payment. */
  readonly shippings = new Map<string, ShippedOrder>()
  readonly orderPaths = new Map<string, string>()
  readonly #unionidByOpenid = new Map<string, string>()
  readonly #unionidByPhone = new Map<string, string>()
  readonly #currentTokens = new Map<string, AccessToken>()
  readonly #asked: { appid: string; at: number }[] = []

  apply<T extends OpenFact['what']>(fact: FactOf<T>): void {
    const apply = this.#appliers[fact.what as T] as (fact: FactOf<T>) => void
    apply(fact)
  }

  clear(): void {
    for (const known of [this.people, this.codes, this.tokens, this.shippings, this.orderPaths]) known.clear()
    for (const index of [this.#unionidByOpenid, this.#unionidByPhone, this.#currentTokens]) index.clear()
    this.#asked.length = 0
  }

  personByOpenid(appid: string, openid: string): Person | undefined {
    return this.#personOf(this.#unionidByOpenid.get(`${appid} ${openid}`))
  }

  /** A number on two phones belongs to whom it was given last. */
  personByPhone(phone: string): Person | undefined {
    return this.#personOf(this.#unionidByPhone.get(phone))
  }

  currentToken(appid: string): AccessToken | undefined {
    return this.#currentTokens.get(appid)
  }

  /** How often a token was asked for since a moment. */
  askedSince(appid: string, since: number): number {
    return this.#asked.filter((call) => call.appid === appid && call.at >= since).length
  }

  /** How often a new token was had by force since a moment. */
  forcedSince(appid: string, since: number): number {
    return [...this.tokens.values()].filter((t) => t.appid === appid && t.forced && t.issuedAt >= since).length
  }

  get tokenCalls(): number {
    return this.#asked.length
  }

  #personOf(unionid: string | undefined): Person | undefined {
    return unionid === undefined ? undefined : this.people.get(unionid)
  }

  readonly #appliers: Appliers = {
    'person-known': ({ person }) => {
      const phoneBefore = this.people.get(person.unionid)?.phone ?? ''
      if (this.#unionidByPhone.get(phoneBefore) === person.unionid) this.#unionidByPhone.delete(phoneBefore)
      this.people.set(person.unionid, person)
      for (const [appid, openid] of Object.entries(person.openids)) {
        this.#unionidByOpenid.set(`${appid} ${openid}`, person.unionid)
      }
      if (person.phone !== null) this.#unionidByPhone.set(person.phone, person.unionid)
    },
    'code-issued': ({ code }) => {
      this.codes.set(code.code, { ...code })
    },
    'code-used': ({ code, at }) => {
      const known = this.codes.get(code)
      if (known !== undefined) known.usedAt = at
    },
    'token-asked': ({ appid, at }) => {
      this.#asked.push({ appid, at })
    },
    'token-issued': ({ token }) => {
      for (const before of this.tokens.values()) {
        if (token.forced && before.appid === token.appid) before.replaced = true
      }
      const kept = { ...token }
      this.tokens.set(token.value, kept)
      this.#currentTokens.set(token.appid, kept)
    },
    'token-expired': ({ value, at }) => {
      const token = this.tokens.get(value)
      if (token !== undefined) token.expiresAt = Math.min(token.expiresAt, at)
    },
    'order-shipped': ({ shipping }) => {
      this.shippings.set(shipping.outTradeNo, { ...shipping })
    },
    'receipt-confirmed': ({ outTradeNo, at }) => {
      const known = this.shippings.get(outTradeNo)
      if (known !== undefined) known.confirmedAt ??= at
    },
    'order-path-set': ({ appid, path }) => {
      this.orderPaths.set(appid, path)
    },
  }
}
