import { Injectable } from '@nestjs/common'
import { REVIEW_PARTS } from '@jishi/contracts/review/review.terms'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'
import { ReviewParts, type PartActor } from './review-parts.js'

const SYSTEM: PartActor = { kind: 'system', id: null }
/** Its author reads it, and may object: a person then has the last word. */
const RISKY = '内容安全检测认为有风险'

/**
 * What WeChat found in a review that still waits: nothing lets it be seen, if the shop's own words found nothing either; a
 * risk refuses it. Whatever is in doubt, or was not looked at, waits for a person.
 */
@Injectable()
export class OnContentChecked {
  constructor(private readonly parts: ReviewParts) {}

  @On('content.checked', 'review.content-checked')
  async run(tx: Tx, { payload }: DomainEvent<'content.checked'>): Promise<void> {
    const part = REVIEW_PARTS.find((name) => name === payload.part)
    if (payload.subjectKind !== 'review' || part === undefined) return
    const held = await this.parts.lock(tx, payload.subjectId, part)
    await tx.execute('update review_parts set verdict = $3 where review_id = $1 and part = $2', [
      ...[payload.subjectId, part, payload.verdict],
    ])
    if (held.state !== 'waiting') return
    if (payload.verdict === 'risky') await this.parts.take(tx, held, 'refuse', SYSTEM, RISKY)
    if (payload.verdict === 'pass' && held.flagged === 0) await this.parts.take(tx, held, 'pass', SYSTEM, '')
  }
}
