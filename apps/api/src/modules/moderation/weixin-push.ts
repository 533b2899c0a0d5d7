import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { WeixinPushQuery } from '@jishi/contracts/moderation/moderation.schema'
import { z } from 'zod'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { suggestion } from './weixin-check.js'
import { weixinPushAccountOf, type WeixinPushAccount } from './weixin-push-account.js'

const RANDOM_BYTES = 16
const LENGTH_BYTES = 4
const BLOCK = 32

const envelope = z.object({ Encrypt: z.string().min(1).max(60_000) })
const mediaCheck = z.object({
  Event: z.literal('wxa_media_check'),
  trace_id: z.string().min(1).max(128),
  errcode: z.int().optional(),
  result: suggestion.optional(),
})
export type MediaCheckNews = z.infer<typeof mediaCheck>

/** What came: a verdict on a picture, or something else that is really from WeChat and nothing of ours. */
export type Pushed = { readonly kind: 'media'; readonly news: MediaCheckNews } | { readonly kind: 'other' }

/** The mini program's message push in its safe mode: signed and sealed with what only the shop and WeChat know. */
@Injectable()
export class WeixinPush {
  private known: WeixinPushAccount | undefined

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get on(): boolean {
    return this.account() !== undefined
  }

  /** What WeChat wants to read back when the address is written down; undefined for anybody else. */
  echo({ signature, timestamp, nonce, echostr }: WeixinPushQuery): string | undefined {
    const account = this.account()
    if (account === undefined || echostr === undefined) return undefined
    return isSigned(signature, [account.token, timestamp ?? '', nonce ?? '']) ? echostr : undefined
  }

  /** Reads a push over its raw form. Undefined for what is not signed and sealed for this app. */
  open({ msg_signature: signature, timestamp, nonce }: WeixinPushQuery, raw: Buffer): Pushed | undefined {
    const account = this.account()
    const read = envelope.safeParse(parsedJson(raw.toString('utf8')))
    if (account === undefined || !read.success) return undefined
    const sealed = read.data.Encrypt
    if (!isSigned(signature, [account.token, timestamp ?? '', nonce ?? '', sealed])) return undefined
    const text = unsealed(account, sealed)
    if (text === undefined) return undefined
    const news = mediaCheck.safeParse(parsedJson(text))
    return news.success ? { kind: 'media', news: news.data } : { kind: 'other' }
  }

  /** Read when first asked for: the simulator starts beside us. */
  private account(): WeixinPushAccount | undefined {
    this.known ??= weixinPushAccountOf(this.config)
    return this.known
  }
}

const isSigned = (given: string | undefined, parts: readonly string[]): boolean => {
  const expected = Buffer.from(
    createHash('sha1')
      .update([...parts].sort().join(''))
      .digest('hex'),
  )
  const signature = Buffer.from(given ?? '')
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}

/** Random bytes, the length, the message, and whose it is; anything that does not fit together is not from WeChat. */
const unsealed = ({ appId, aesKey }: WeixinPushAccount, sealed: string): string | undefined => {
  try {
    const key = Buffer.from(`${aesKey}=`, 'base64')
    const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([cipher.update(sealed, 'base64'), cipher.final()])
    const pad = padded.at(-1) ?? 0
    const plain = padded.subarray(0, padded.length - (pad >= 1 && pad <= BLOCK ? pad : 0))
    const start = RANDOM_BYTES + LENGTH_BYTES
    const end = start + plain.readUInt32BE(RANDOM_BYTES)
    return plain.subarray(end).toString('utf8') === appId ? plain.subarray(start, end).toString('utf8') : undefined
  } catch {
    return undefined
  }
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
