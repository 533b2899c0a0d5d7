import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Keyring } from '../keys/keyring.js'
import { platformHeaders } from '../wechat-pay/platform-signature.js'
import { parsed } from './console.routes.js'

export interface ReplayParts {
  book: Book
  clock: Clock
  keyring: Keyring
}

const ANSWER_LIMIT_MS = 5_000
const MAX_BODY = 60_000

/** Bytes that a merchant kept of a notification, and where it takes such. */
const replaySchema = z.strictObject({
  channel: z.enum(['wechat', 'alipay', 'unionpay']),
  url: z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).pathname.startsWith('/api/notify/')),
  body: z.string().min(1).max(MAX_BODY),
})
type Replay = z.output<typeof replaySchema>

/** WeChat signs every delivery anew, in headers; a form of Alipay or UnionPay carries its signature in itself. */
const headersOf = ({ channel, body }: Replay, { book, keyring, clock }: ReplayParts): Record<string, string> =>
  channel !== 'wechat'
    ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }
    : {
        'Content-Type': 'application/json',
        ...platformHeaders(body, { keyring, mode: book.keyMode, now: clock.now() }),
      }

/** A merchant's stored notification, delivered once more with its bytes untouched: it must change nothing there. */
export function replayRoutes(app: FastifyInstance, parts: ReplayParts): void {
  app.post('/console/api/replays', async (request) => {
    const replay = parsed(replaySchema, request)
    try {
      const answer = await fetch(replay.url, {
        method: 'POST',
        headers: { Accept: '*/*', ...headersOf(replay, parts) },
        body: replay.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      })
      return { status: answer.status }
    } catch {
      throw new GatewayError(409, 'UNREACHABLE', '商户的通知地址没有回应')
    }
  })
}
