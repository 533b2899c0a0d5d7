import { Inject, Injectable, Logger } from '@nestjs/common'
import { idOf } from '@jishi/kernel/id'
import { addMs, hourMs, isoOf, minuteMs, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Job, Sweep } from '../../infra/worker/decorators.js'
import { IdentityFacade, WeixinApi } from '../identity/index.js'
import { CHECK_CONTENT } from './check-jobs.js'
import { ContentChecks, type CheckedThing } from './content-checks.js'
import { UNKNOWN, WeixinCheck, type Judged, type Traced } from './weixin-check.js'
import { WeixinPush } from './weixin-push.js'

const BATCH = 50
const EVERY_MS = 30 * secondMs
/** When to ask again after no usable answer; then a person decides without it. */
const PAUSES_MS = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 4 * hourMs] as const
/** The verdict on a picture comes within half an hour, or it is asked for anew. */
const VERDICT_WITHIN_MS = 30 * minuteMs

interface Due extends CheckedThing {
  readonly memberId: string
  readonly what: 'text' | 'picture'
  readonly contentEnc: string
  readonly tries: number
}

/** Asks WeChat about each text and picture: recorded before the call, and after it. What it never answers ends as `unknown`. */
@Injectable()
export class CheckContent {
  private readonly log = new Logger('Moderation')

  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly weixin: WeixinApi,
    private readonly check: WeixinCheck,
    private readonly push: WeixinPush,
    private readonly checks: ContentChecks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Job(CHECK_CONTENT)
  async run({ checkId }: { checkId: string }): Promise<void> {
    await this.askOne(checkId)
  }

  /**
   * The truth behind job and callbacks. One text's trouble must not keep others waiting. Answers how many got an answer: where
   * WeChat says nothing at all, the rest waits for the next turn.
   */
  @Sweep('moderation.check-content', EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ id: string }>(
      'select id from content_checks where next_at <= $1 order by next_at limit $2',
      [isoOf(now), BATCH],
    )
    let answered = 0
    for (const { id } of due) if (await this.askOne(id)) answered += 1
    return answered
  }

  private async askOne(id: string): Promise<boolean> {
    const due = await this.claim(id)
    if (due === undefined) return false
    try {
      const answer = due.tries > PAUSES_MS.length ? UNKNOWN : await this.ask(due)
      if (answer === undefined) return false
      if ('traceId' in answer) await this.awaitVerdict(due, answer.traceId)
      else await this.database.transaction((tx) => this.checks.finish(tx, due, answer))
      return true
    } catch (error) {
      this.log.warn(`check ${id}: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  /** The right to ask, for one: the next turn is written down first, so a lost answer costs a pause and no more. */
  private claim(id: string): Promise<Due | undefined> {
    const now = this.clock.now()
    const pauses = PAUSES_MS.map((ms) => isoOf(addMs(now, ms)))
    return this.database.maybe<Due>(
      `update content_checks set tries = tries + 1,
              next_at = ($3::timestamptz[])[least(tries + 1, cardinality($3::timestamptz[]))]
        where id = $1 and next_at <= $2
       returning id, subject_kind as "subjectKind", subject_id as "subjectId", part, member_id as "memberId", what,
                 content_enc as "contentEnc", tries`,
      [id, isoOf(now), pauses],
    )
  }

  /** The verdict, or the trace it comes under later; undefined without an answer. */
  private async ask({ memberId, what, contentEnc }: Due): Promise<Judged | Traced | undefined> {
    const { appId } = this.weixin
    const member = idOf<'member'>(memberId)
    const openid = appId && (await this.identity.payerOf(this.database, member, 'weixin', appId))
    if (openid === undefined || openid === '') return UNKNOWN
    const content = this.checks.contentOf({ contentEnc })
    if (what === 'text') return this.check.text(openid, content)
    // Nobody could tell us what was found.
    return this.push.on ? this.check.picture(openid, content) : UNKNOWN
  }

  private async awaitVerdict({ id }: Due, traceId: string): Promise<void> {
    await this.database.execute(
      `update content_checks set state = 'asked', trace_id = $2, next_at = $3 where id = $1 and state <> 'done'`,
      [id, traceId, isoOf(addMs(this.clock.now(), VERDICT_WITHIN_MS))],
    )
  }
}
