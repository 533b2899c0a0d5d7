import { Wechatpay } from 'wechatpay-axios-plugin'
import { z } from 'zod'
import type { WechatAccount } from './wechat-account.js'

/** Ten seconds are far beyond a usual answer; what has not come by then is unknown, not failed. */
const TIMEOUT_MS = 10_000

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
 * and Nest's life-cycle hooks included, so it is held in a private field, never provided, never awaited.
 */
export class WechatClient {
  readonly #sdk: Wechatpay

  constructor(account: WechatAccount) {
    this.#sdk = new Wechatpay({
      baseURL: `${account.baseUrl}/`,
      mchid: account.merchantId,
      serial: account.merchantSerial,
      privateKey: account.privateKey,
      certs: { ...account.platformKeys },
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      // A proxy of the environment would see, and could answer, calls about money.
      proxy: false,
    })
  }

  /** `path` may hold `{name}` placeholders, which are filled from `names`: our own numbers only, never encoded. */
  get(path: string, names: Readonly<Record<string, string>>, params: object): Promise<WechatAnswer> {
    return answered(this.#resource(path).get({ ...names, params }))
  }

  post(
    path: string,
    names: Readonly<Record<string, string>>,
    data: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<WechatAnswer> {
    return answered(this.#resource(path).post(data, { ...names, headers }))
  }

  #resource(path: string): Resource {
    return this.#sdk.chain(path) as unknown as Resource
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
