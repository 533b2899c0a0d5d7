import { Wechatpay } from 'wechatpay-axios-plugin'
import { z } from 'zod'
import type { MerchantKey, WechatAccount } from './wechat-account.js'
import { WechatKeyring } from './wechat-keyring.js'

/** Ten seconds are far beyond a usual answer; what has not come by then is unknown, not failed. */
const TIMEOUT_MS = 10_000

/** The SDK's own word for a signature by a key it does not have. */
const UNKNOWN_SERIAL = 'EV3_RES_HEADER_PLATFORM_SERIAL'

/** A verified answer, a refusal in the channel's words, or nothing that can be trusted. */
export type WechatAnswer =
  | { readonly kind: 'ok'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string }

const failure = z.object({
  message: z.string().optional(),
  code: z.string().optional(),
  response: z.object({ status: z.number(), data: z.unknown() }).optional(),
})
const refusal = z.object({ code: z.string(), message: z.string().default('') })

interface Resource {
  get(config: object): Promise<{ data: unknown }>
  post(data: object, config: object): Promise<{ data: unknown }>
}

/**
 * The SDK behind a plain class: its instance is a proxy on which every property is a path of the gateway, `then`
 * and Nest's life-cycle hooks included, so it is held in a private field, never provided, never awaited. It copies the keys
 * it is given, so there is another one once a key has been learnt.
 */
export class WechatClient {
  readonly #account: WechatAccount
  readonly #keyring: WechatKeyring
  #sdks: { readonly keys: object; readonly bySerial: Map<string, Wechatpay> }

  constructor(account: WechatAccount, keyring = new WechatKeyring(account)) {
    this.#account = account
    this.#keyring = keyring
    this.#sdks = { keys: keyring.platformKeys, bySerial: new Map() }
  }

  /** `path` may hold `{name}` placeholders, which are filled from `names`: our own numbers only, never encoded. */
  get(path: string, names: Readonly<Record<string, string>>, params: object): Promise<WechatAnswer> {
    return this.#say((key) => this.#resource(path, key).get({ ...names, params }))
  }

  post(
    path: string,
    names: Readonly<Record<string, string>>,
    data: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<WechatAnswer> {
    return this.#say((key) => this.#resource(path, key).post(data, { ...names, headers }))
  }

  /**
   * The file of a bill. The channel signs everything but this answer, and the SDK knows: whoever fetches it checks its hash.
   * Undefined when nothing came.
   */
  async download(params: object): Promise<Buffer | undefined> {
    const config = { params, responseType: 'arraybuffer' }
    const answer = await this.#say((key) => this.#resource('v3/billdownload/file', key).get(config))
    return answer.kind === 'ok' && Buffer.isBuffer(answer.data) ? answer.data : undefined
  }

  /**
   * A refused signature says that nothing was done, and the same words under the other key are the same request: so an old
   * key may end, or a new one begin, at any moment. What is signed by a key nobody knows stays unknown, and is learnt for
   * the next time.
   */
  async #say(call: (key: MerchantKey) => Promise<{ data: unknown }>): Promise<WechatAnswer> {
    this.#keyring.freshen()
    let answer: WechatAnswer = { kind: 'unknown', reason: 'no key' }
    for (const key of this.#keyring.merchantKeys) {
      answer = await answered(call(key))
      if (answer.kind === 'unknown' && answer.reason === UNKNOWN_SERIAL) await this.#keyring.learn()
      if (answer.kind === 'refused' && answer.status === 401) continue
      if (answer.kind === 'ok') this.#keyring.took(key)
      return answer
    }
    return answer
  }

  #resource(path: string, key: MerchantKey): Resource {
    return this.#sdkOf(key).chain(path) as unknown as Resource
  }

  #sdkOf({ serial, privateKey }: MerchantKey): Wechatpay {
    const { platformKeys } = this.#keyring
    if (this.#sdks.keys !== platformKeys) this.#sdks = { keys: platformKeys, bySerial: new Map() }
    const known = this.#sdks.bySerial.get(serial)
    if (known !== undefined) return known
    const sdk = new Wechatpay({
      baseURL: `${this.#account.baseUrl}/`,
      mchid: this.#account.merchantId,
      serial,
      privateKey,
      certs: { ...platformKeys },
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      // A proxy of the environment would see, and could answer, calls about money.
      proxy: false,
    })
    this.#sdks.bySerial.set(serial, sdk)
    return sdk
  }
}

const answered = async (call: Promise<{ data: unknown }>): Promise<WechatAnswer> => {
  try {
    return { kind: 'ok', data: (await call).data }
  } catch (error) {
    return refusedOrUnknown(error)
  }
}

/**
 * A 2xx that fails verification, a time-out, 429 and 5xx leave the outcome open. A refusal's body is not signed, so it
 * is never proof that something was not paid: whoever needs that asks with a query.
 */
const refusedOrUnknown = (error: unknown): WechatAnswer => {
  const parsed = failure.safeParse(error)
  const response = parsed.data?.response
  const reason = parsed.data?.code ?? parsed.data?.message ?? 'no answer'
  if (response === undefined || response.status < 400) return { kind: 'unknown', reason }
  if (isNoAnswer(response.status)) return { kind: 'unknown', reason: `HTTP ${response.status}` }
  const body = refusal.safeParse(response.data)
  if (!body.success) return { kind: 'unknown', reason: `HTTP ${response.status} without a reason` }
  return { kind: 'refused', status: response.status, code: body.data.code, message: body.data.message }
}

/** The channel was too busy or broken: whatever it did before that, it has not said. */
const isNoAnswer = (status: number): boolean => status === 429 || status >= 500
