import { X509Certificate } from 'node:crypto'
import { Logger } from '@nestjs/common'
import { hourMs, minuteMs, systemClock } from '@jishi/kernel/time'
import type { Clock, Instant } from '@jishi/kernel/time'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { z } from 'zod'
import type { MerchantKey, WechatAccount } from './wechat-account.js'

const TIMEOUT_MS = 10_000
/** A new certificate appears ten days before the old one ends, so twice a day is often. */
const FRESH_MS = 12 * hourMs
/** Whoever makes up serials must not make us ask WeChat each time. */
const PATIENCE_MS = minuteMs
const WINDOW_SECONDS = 300

const list = z.object({
  data: z
    .array(
      z.object({
        serial_no: z.string().regex(/^[0-9A-F]{8,64}$/),
        encrypt_certificate: z.object({ nonce: z.string(), associated_data: z.string(), ciphertext: z.string() }),
      }),
    )
    .max(20),
})

interface Download {
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

/**
 * The keys WeChat may sign with, by serial, and the one of ours that it takes. Public keys and certificates hold side by
 * side while a merchant changes over; certificates come and go, so they are downloaded, from time to time and when one is
 * seen that nobody knows.
 */
export class WechatKeyring {
  private readonly log = new Logger('Payment')
  #keys: Readonly<Record<string, string>>
  #merchant: MerchantKey
  #triedAt: Instant | undefined
  #learning: Promise<boolean> | undefined

  constructor(
    private readonly account: WechatAccount,
    private readonly clock: Clock = systemClock,
  ) {
    this.#keys = account.platformKeys
    this.#merchant = { serial: account.merchantSerial, privateKey: account.privateKey }
  }

  /** The same object until a key is learnt. */
  get platformKeys(): Readonly<Record<string, string>> {
    return this.#keys
  }

  /** Ours, as WeChat last took it. */
  get merchant(): MerchantKey {
    return this.#merchant
  }

  /** The first is the one in use; the other is tried when that one is refused. */
  get merchantKeys(): readonly MerchantKey[] {
    const first = { serial: this.account.merchantSerial, privateKey: this.account.privateKey }
    const all = this.account.nextMerchantKey === undefined ? [first] : [first, this.account.nextMerchantKey]
    return all.toSorted(
      (one, other) => Number(other.serial === this.#merchant.serial) - Number(one.serial === this.#merchant.serial),
    )
  }

  took(key: MerchantKey): void {
    if (key.serial !== this.#merchant.serial) this.log.warn(`WeChat Pay takes the merchant key ${key.serial} now`)
    this.#merchant = key
  }

  keyOf(serial: string): string | undefined {
    return Object.hasOwn(this.#keys, serial) ? this.#keys[serial] : undefined
  }

  /** What is sealed for us, under the current key of the API or the one before it; empty where neither opens it. */
  unsealed(sealed: { ciphertext: string; nonce: string; associated_data: string }): string {
    const keys = [
      this.account.apiV3Key,
      ...(this.account.previousApiV3Key === undefined ? [] : [this.account.previousApiV3Key]),
    ]
    for (const key of keys) {
      try {
        return Aes.AesGcm.decrypt(sealed.ciphertext, key, sealed.nonce, sealed.associated_data)
      } catch {
        // Not under this key.
      }
    }
    return ''
  }

  /** Asks WeChat for its certificates where the last time is long ago; nobody waits for it. */
  freshen(): void {
    if (this.#triedAt === undefined || this.clock.now() - this.#triedAt >= FRESH_MS) void this.learn()
  }

  /** True when a key is known now that was not before. Asks once for all who want to know, and not again for a minute. */
  learn(): Promise<boolean> {
    if (this.#learning !== undefined) return this.#learning
    const now = this.clock.now()
    const soon = this.#triedAt !== undefined && now - this.#triedAt < PATIENCE_MS
    if (!this.account.downloadsCertificates || soon) return Promise.resolve(false)
    this.#triedAt = now
    this.#learning = this.learnNow().finally(() => (this.#learning = undefined))
    return this.#learning
  }

  private async learnNow(): Promise<boolean> {
    const download = await this.download()
    const found = download === undefined ? undefined : this.certificatesIn(download)
    if (found === undefined) return false
    const fresh = Object.keys(found).filter((serial) => this.keyOf(serial) === undefined)
    if (fresh.length > 0) this.#keys = { ...this.#keys, ...found }
    return fresh.length > 0
  }

  /** Unverified as it comes: the keys that would verify it may be what it brings. A merchant in public-key mode has none. */
  private async download(): Promise<Download | undefined> {
    for (const { serial, privateKey } of this.merchantKeys) {
      const sdk = new Wechatpay({
        ...{ baseURL: `${this.account.baseUrl}/`, mchid: this.account.merchantId, serial, privateKey },
        ...{ certs: { ...this.account.platformKeys }, timeout: TIMEOUT_MS, maxRedirects: 0, proxy: false },
      })
      try {
        const call = sdk.chain('v3/certificates') as unknown as { get(config: object): Promise<unknown> }
        const answer = await call.get({ responseType: 'text', transformResponse: [(text: unknown) => text] })
        const { data: text, headers } = z.object({ data: z.string(), headers: z.looseObject({}) }).parse(answer)
        return { text, headers }
      } catch {
        // Refused, unreachable, or none to be had: what is known stays known.
      }
    }
    return undefined
  }

  /**
   * The certificates are sealed with the key that only WeChat and we have, and the answer is signed by one of them or by
   * one we know. Both must hold, or nothing of it is taken.
   */
  private certificatesIn({ text, headers }: Download): Readonly<Record<string, string>> | undefined {
    const certificates = this.opened(text)
    if (certificates === undefined) return undefined
    const known = { ...this.#keys, ...certificates }
    const told = (name: string): string => String(headers[`wechatpay-${name}`] ?? '')
    const key = Object.hasOwn(known, told('serial')) ? known[told('serial')] : undefined
    const fresh = Math.abs(systemClock.now() / 1000 - Number(told('timestamp'))) <= WINDOW_SECONDS
    const signed = Formatter.joinedByLineFeed(told('timestamp'), told('nonce'), text)
    const genuine = key !== undefined && fresh && verified(signed, told('signature'), key)
    if (!genuine) this.log.warn('the certificates of WeChat Pay came with a wrong signature')
    return genuine ? certificates : undefined
  }

  private opened(text: string): Readonly<Record<string, string>> | undefined {
    const message = list.safeParse(jsonOf(text)).data
    const pairs = message?.data.map(({ serial_no: serial, encrypt_certificate: sealed }) => {
      const pem = this.unsealed(sealed)
      return isCertificate(pem, serial) && serial !== this.#merchant.serial ? ([serial, pem] as const) : undefined
    })
    // One that is not what it says it is spoils them all.
    if (pairs === undefined || pairs.includes(undefined)) return undefined
    return Object.fromEntries(pairs.filter((pair) => pair !== undefined))
  }
}

const isCertificate = (pem: string, serial: string): boolean => {
  try {
    const certificate = new X509Certificate(pem)
    const now = systemClock.now()
    const isOfNow = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)
    return isOfNow && certificate.serialNumber === serial
  } catch {
    return false
  }
}

/** A malformed signature throws inside the crypto library; to us it is just wrong. */
export const verified = (signed: string, signature: string, key: string): boolean => {
  try {
    return Rsa.verify(signed, signature, key)
  } catch {
    return false
  }
}

export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
