import { AlipaySdk, type AlipaySdkConfig } from 'alipay-sdk'
import { z } from 'zod'
import type { AlipayAccount } from './alipay-account.js'

/** The SDK's own five seconds are too short for a refund; what has not come by ten is unknown, not failed. */
const TIMEOUT_MS = 10_000

/** A verified answer, a refusal in Alipay's words, or nothing that can be trusted. */
export type AlipayAnswer =
  | { readonly kind: 'ok'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string }

const failure = z.object({
  message: z.string().default('no answer'),
  code: z.string().optional(),
  responseHttpStatus: z.number().optional(),
})

/** The platform was too busy or broken: whatever it did before that, it has not said. */
const NO_ANSWER = /SYSTEM_ERROR|UNKNOW|unknow|SERVICE_|limit|busy/

/**
 * Server calls go through the SDK's v3 `curl`, which verifies every answer; its `exec` believes whatever comes. The
 * SDK reformats the keys of the configuration it is given, so it gets one of its own.
 */
export class AlipayClient {
  readonly #sdk: AlipaySdk

  constructor(account: AlipayAccount) {
    this.#sdk = new AlipaySdk({
      appId: account.appId,
      privateKey: account.privateKey,
      keyType: 'PKCS8',
      ...verifiedBy(account),
      gateway: account.gatewayUrl,
      endpoint: account.endpointUrl,
      timeout: TIMEOUT_MS,
    })
  }

  async call(path: string, body: Record<string, unknown>): Promise<AlipayAnswer> {
    try {
      return { kind: 'ok', data: (await this.#sdk.curl('POST', path, { body })).data }
    } catch (error) {
      return refusedOrUnknown(error)
    }
  }

  /** A question, which the platform wants to be asked by GET. */
  async read(path: string, query: Record<string, string>): Promise<AlipayAnswer> {
    try {
      return { kind: 'ok', data: (await this.#sdk.curl('GET', path, { query })).data }
    } catch (error) {
      return refusedOrUnknown(error)
    }
  }

  /** A signed address for the payer's browser; nobody at Alipay hears of it before it is opened. */
  page(method: string, parameters: { notifyUrl: string; returnUrl: string; bizContent: object }): string {
    return this.#sdk.pageExecute(method, 'GET', parameters)
  }

  /** Whether the fields of a form were signed by Alipay. The kind of signature must have been checked before. */
  isGenuine(fields: Readonly<Record<string, string>>): boolean {
    try {
      return this.#sdk.checkNotifySignV2({ ...fields })
    } catch {
      return false
    }
  }
}

/** In certificate mode the SDK reads Alipay's key out of its certificate, and names both certificates in every call. */
const verifiedBy = ({ alipayPublicKey, certificates }: AlipayAccount): Partial<AlipaySdkConfig> =>
  certificates === undefined
    ? { alipayPublicKey }
    : {
        appCertContent: certificates.app,
        alipayPublicCertContent: certificates.alipay,
        alipayRootCertContent: certificates.root,
      }

/**
 * A 2xx that fails verification, a time-out, 429 and 5xx leave the outcome open. A refusal's body is not signed, so it
 * is never proof that something was not paid: whoever needs that asks with a query.
 */
const refusedOrUnknown = (error: unknown): AlipayAnswer => {
  const { message, code, responseHttpStatus: status } = failure.safeParse(error).data ?? { message: 'no answer' }
  if (status === undefined || status < 400) return { kind: 'unknown', reason: code ?? message }
  if (status === 429 || status >= 500) return { kind: 'unknown', reason: `HTTP ${status}` }
  if (code === undefined) return { kind: 'unknown', reason: `HTTP ${status} without a reason` }
  if (NO_ANSWER.test(code)) return { kind: 'unknown', reason: code }
  return { kind: 'refused', code: code.replace(/^ACQ\./, ''), message }
}
