import { setTimeout as wait } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { addMs, isoOf, minuteMs, secondMs, systemClock, type Clock, type Instant } from '@jishi/kernel/time'
import { z } from 'zod'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Pii } from '../../../infra/crypto/pii.js'
import { Database } from '../../../infra/database/database.js'
import { callPlatform, PLATFORM_TIMEOUT_MS, unavailable } from './call-platform.js'
import type { WeixinApp } from './platform-accounts.js'
import { refusal, weixinUrl } from './weixin-answers.js'

const NAME = 'stable_token'
const FIELD = 'platform_tokens.token'
/** A token is not used in its last minute: it must outlive the call it is sent with. */
const MARGIN_MS = minuteMs
/** Longer than the fetch may take: whoever died on it is not waited for. */
const FETCH_LEASE_MS = PLATFORM_TIMEOUT_MS + 2 * secondMs
const LONGEST_WAIT_MS = FETCH_LEASE_MS + secondMs
const LOOK_AGAIN_MS = 50
/** The only answers that speak of the token itself; any other refusal would repeat with a new one. */
const TOKEN_REFUSED = new Set([40_001, 42_001])

const tokenAnswer = z.object({
  ...refusal,
  access_token: z.string().min(1).max(2_000).optional(),
  expires_in: z.int().positive().optional(),
})

interface TokenRow {
  tokenEnc: string | null
  expiresAt: Instant | null
  index: Buffer | null
}

/**
 * The token a WeChat app's server calls carry. One row per app holds it for all processes: one of them fetches, in
 * this process once for everybody who waits, and the others read. Sealed, because it speaks for the whole app.
 */
@Injectable()
export class WeixinAccessToken {
  private readonly flights = new Map<string, Promise<string>>()

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Asks with the token; where WeChat does not know it any more, once again with another. */
  async asking<Answer extends { errcode?: number | undefined }>(
    app: WeixinApp,
    ask: (token: string) => Promise<Answer>,
  ): Promise<Answer> {
    const token = await this.token(app)
    const answer = await ask(token)
    if (!TOKEN_REFUSED.has(answer.errcode ?? 0)) return answer
    return ask(await this.token(app, token))
  }

  private token(app: WeixinApp, refused?: string): Promise<string> {
    const key = `${app.appId} ${refused ?? ''}`
    const flight = this.flights.get(key) ?? this.find(app, refused).finally(() => this.flights.delete(key))
    this.flights.set(key, flight)
    return flight
  }

  private async find(app: WeixinApp, refused: string | undefined): Promise<string> {
    const refusedIndex = refused === undefined ? undefined : this.indexOf(refused)
    const giveUpAt = addMs(systemClock.now(), LONGEST_WAIT_MS)
    while (systemClock.now() < giveUpAt) {
      const row = await this.database.maybe<TokenRow>(
        `select token_enc as "tokenEnc", expires_at as "expiresAt", token_bidx as index
           from platform_tokens where app_id = $1`,
        [app.appId],
      )
      const known = this.usable(row, refusedIndex)
      if (known !== undefined) return known
      const lease = await this.lease(app.appId, row?.index ?? null)
      if (lease !== undefined) return this.fetch(app, lease)
      await wait(LOOK_AGAIN_MS)
    }
    throw unavailable(NAME, 'nobody came back with a token')
  }

  private usable(row: TokenRow | undefined, refusedIndex: Buffer | undefined): string | undefined {
    if (row === undefined || row.tokenEnc === null || row.expiresAt === null || row.index === null) return undefined
    if (row.expiresAt <= addMs(this.clock.now(), MARGIN_MS)) return undefined
    if (refusedIndex?.equals(row.index) === true) return undefined
    return this.pii.open(FIELD, row.tokenEnc)
  }

  /** The right to fetch, for one, and only while the row still holds what was found wanting. */
  private async lease(appId: string, found: Buffer | null): Promise<string | undefined> {
    // Leases run on the machine's own clock, wherever the shop's has been moved to.
    const now = systemClock.now()
    const until = isoOf(addMs(now, FETCH_LEASE_MS))
    const won = await this.database.execute(
      `insert into platform_tokens as t (app_id, fetching_until) values ($1, $2)
       on conflict (app_id) do update set fetching_until = excluded.fetching_until
         where (t.fetching_until is null or t.fetching_until < $3) and t.token_bidx is not distinct from $4`,
      [appId, until, isoOf(now), found],
    )
    return won === 1 ? until : undefined
  }

  private async fetch(app: WeixinApp, lease: string): Promise<string> {
    try {
      const url = weixinUrl(app.apiUrl, '/cgi-bin/stable_token', {})
      const body = { grant_type: 'client_credential', appid: app.appId, secret: app.secret }
      const answer = await callPlatform({ name: NAME, url, body }, tokenAnswer)
      const { access_token: token, expires_in: seconds } = answer
      if (token === undefined || seconds === undefined) throw unavailable(NAME, `errcode ${answer.errcode ?? 'none'}`)
      await this.database.execute(
        `update platform_tokens set token_enc = $3, expires_at = $4, token_bidx = $5, fetching_until = null
          where app_id = $1 and fetching_until = $2`,
        [
          app.appId,
          lease,
          this.pii.seal(FIELD, token),
          isoOf(addMs(this.clock.now(), seconds * secondMs)),
          this.indexOf(token),
        ],
      )
      return token
    } catch (error) {
      await this.database.execute(
        'update platform_tokens set fetching_until = null where app_id = $1 and fetching_until = $2',
        [app.appId, lease],
      )
      throw error
    }
  }

  private indexOf(token: string): Buffer {
    return this.pii.blindIndex('platform-token', token)
  }
}
