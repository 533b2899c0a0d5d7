import { Injectable } from '@nestjs/common'
import type { WeixinPushQuery } from '@jishi/contracts/moderation/moderation.schema'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../infra/database/database.js'
import { ContentChecks, type CheckedThing } from './content-checks.js'
import { judged, UNKNOWN } from './weixin-check.js'
import { WeixinPush } from './weixin-push.js'

/** A message of WeChat to the mini program's server: verified over its raw form, applied in one transaction, then answered. */
@Injectable()
export class TakeWeixinPush {
  constructor(
    private readonly database: Database,
    private readonly push: WeixinPush,
    private readonly checks: ContentChecks,
  ) {}

  /** Throws CALLBACK_REFUSED for anybody but WeChat. */
  echo(query: WeixinPushQuery): string {
    const echo = this.push.echo(query)
    if (echo === undefined) throw new DomainError('CALLBACK_REFUSED')
    return echo
  }

  /**
   * Throws CALLBACK_REFUSED, also for a trace that is not known yet: a verdict may be faster than the answer it belongs to,
   * and is brought again. A repeat changes nothing.
   */
  async run(query: WeixinPushQuery, raw: Buffer): Promise<void> {
    const pushed = this.push.open(query, raw)
    if (pushed === undefined) throw new DomainError('CALLBACK_REFUSED')
    if (pushed.kind === 'other') return
    const { trace_id: traceId, errcode = 0, result } = pushed.news
    await this.database.transaction(async (tx) => {
      const check = await tx.maybe<CheckedThing>(
        `select id, subject_kind as "subjectKind", subject_id as "subjectId", part from content_checks where trace_id = $1`,
        [traceId],
      )
      if (check === undefined) throw new DomainError('CALLBACK_REFUSED')
      await this.checks.finish(tx, check, errcode === 0 && result !== undefined ? judged(result) : UNKNOWN)
    })
  }
}
