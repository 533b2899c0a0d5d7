import { Inject, Injectable } from '@nestjs/common'
import type { CheckedKind, CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { ContentSeal } from './content-seal.js'
import { worstVerdict } from './domain/worst-verdict.js'
import type { Judged } from './weixin-check.js'

export interface CheckedThing {
  readonly id: string
  readonly subjectKind: CheckedKind
  readonly subjectId: string
  readonly part: string
}

/** The end of a check, wherever it comes from: an answer, a callback, or patience that ran out. */
@Injectable()
export class ContentChecks {
  constructor(
    private readonly outbox: Outbox,
    private readonly seal: ContentSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What is asked about, in clear for the call alone. */
  contentOf({ contentEnc }: { contentEnc: string }): string {
    return this.seal.open(contentEnc)
  }

  /** Whoever ends the last one tells of all; a second end of the same one is nothing. */
  async finish(tx: Tx, { id, subjectKind, subjectId, part }: CheckedThing, { verdict, label }: Judged): Promise<void> {
    // All of one text hold together, so that two that end at once do not each wait for the other.
    await tx.rows(
      `select 1 as held from content_checks where subject_kind = $1 and subject_id = $2 and part = $3
        order by id for no key update`,
      [subjectKind, subjectId, part],
    )
    const ended = await tx.execute(
      `update content_checks set state = 'done', verdict = $2, label = $3, done_at = $4, next_at = null, content_enc = null
        where id = $1 and state <> 'done'`,
      [id, verdict, label, isoOf(this.clock.now())],
    )
    if (ended === 0) return
    const all = await tx.rows<{ verdict: CheckVerdict | null }>(
      'select verdict from content_checks where subject_kind = $1 and subject_id = $2 and part = $3',
      [subjectKind, subjectId, part],
    )
    const known = all.flatMap((row) => row.verdict ?? [])
    if (known.length < all.length) return
    const worst = worstVerdict(known)
    await this.outbox.publish(tx, 'content.checked', { subjectKind, subjectId, part, verdict: worst })
  }
}
