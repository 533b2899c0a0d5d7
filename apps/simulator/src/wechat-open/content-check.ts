import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { Keyring } from '../keys/keyring.js'
import type { Courier } from '../notices/courier.js'
import { pushOf } from './message-push.js'
import { OpenError } from './open-error.js'
import type { AccessTokens } from './tokens.js'

const PUSH_PATH = '/api/notify/weixin/messages'
const WORDS: readonly { found: RegExp; suggest: 'risky' | 'review'; label: number }[] = [
  { found: /博彩|赌博|毒品/, suggest: 'risky', label: 20006 },
  { found: /加微信|刷单|兼职/, suggest: 'review', label: 10001 },
]
const NOTHING = { suggest: 'pass', label: 100 }

const asked = { version: z.literal(2), scene: z.int().min(1).max(4), openid: z.string().min(1) }
const textShape = z.object({ ...asked, content: z.string().min(1).max(2500) })
const mediaShape = z.object({ ...asked, media_type: z.int().min(1).max(2), media_url: z.url() })

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (typeof body !== 'object' || body === null) throw new OpenError(47001, 'data format error')
  const read = schema.safeParse(body)
  if (!read.success) throw new OpenError(40097, 'invalid args')
  return read.data
}

/** A fault decides; else what is in it. */
function verdictOf(fault: Fault | undefined, otherwise: typeof NOTHING): typeof NOTHING {
  if (fault?.kind === 'risky') return { suggest: 'risky', label: 20002 }
  return fault?.kind === 'review' ? { suggest: 'review', label: 21000 } : otherwise
}

/** What WeChat thinks of words at once, and of pictures a little later, by a message to the app's server. */
export class ContentCheck {
  readonly #waiting: string[] = []

  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
    private readonly courier: Courier,
  ) {}

  text(accessToken: string, body: unknown, fault: Fault | undefined): Record<string, unknown> {
    const { content } = this.#asked(accessToken, textShape, body)
    const found = WORDS.find((one) => one.found.test(content))
    const result = verdictOf(fault, found === undefined ? NOTHING : { suggest: found.suggest, label: found.label })
    return { errcode: 0, errmsg: 'ok', result, detail: [], trace_id: randomUUID() }
  }

  /** Nobody's console is filled in here: the app's server is taken to live where its pictures do. */
  media(accessToken: string, body: unknown, fault: Fault | undefined): Record<string, unknown> {
    const { media_url: address, openid } = this.#asked(accessToken, mediaShape, body)
    const app = this.keyring.wechatMiniProgram
    const now = this.clock.now()
    const traceId = randomUUID()
    const event = {
      ...{ ToUserName: 'gh_simulated', FromUserName: openid, CreateTime: Math.floor(now / 1000), MsgType: 'event' },
      ...{ Event: 'wxa_media_check', appid: app.appid, trace_id: traceId, version: 2, detail: [] },
      ...{ errcode: 0, errmsg: 'ok', result: verdictOf(fault, NOTHING) },
    }
    const push = pushOf(app, `${new URL(address).origin}${PUSH_PATH}`, event, now)
    const subject = { channel: 'wechat_open', outTradeNo: traceId, outRefundNo: null, ...push } as const
    this.#waiting.push(this.courier.post('MEDIA_CHECK', subject).id)
    return { errcode: 0, errmsg: 'ok', trace_id: traceId }
  }

  /** Verdicts leave once the answers have, which carry the names they come under. */
  tell(): void {
    for (const id of this.#waiting.splice(0)) this.courier.start(id).catch(() => undefined)
  }

  #asked<Schema extends z.ZodType<{ openid: string }>>(
    accessToken: string,
    schema: Schema,
    body: unknown,
  ): z.output<Schema> {
    const { appid } = this.tokens.require(accessToken)
    const read = parsed(schema, body)
    if (this.book.open.personByOpenid(appid, read.openid) === undefined) throw new OpenError(40003, 'invalid openid')
    return read
  }
}
