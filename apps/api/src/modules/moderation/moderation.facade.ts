import { Inject, Injectable } from '@nestjs/common'
import type { CheckedKind } from '@jishi/contracts/moderation/moderation.terms'
import { idOf, newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Queues } from '../../infra/queue/queues.js'
import { IdentityFacade, WeixinApi } from '../identity/index.js'
import { SettingsFacade } from '../settings/index.js'
import { CHECK_CONTENT } from './check-jobs.js'
import { ContentSeal } from './content-seal.js'
import { flaggedWords } from './domain/word-filter.js'

/** Words and pictures of a member that others are going to see. */
export interface Written {
  readonly subjectKind: CheckedKind
  readonly subjectId: string
  readonly part: string
  readonly memberId: string
  readonly text: string
  readonly pictureIds: readonly string[]
}

/** Looks through what people write before others read it. */
@Injectable()
export class ModerationFacade {
  constructor(
    private readonly settings: SettingsFacade,
    private readonly identity: IdentityFacade,
    private readonly weixin: WeixinApi,
    private readonly queues: Queues,
    private readonly seal: ContentSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Words of the shop's own list that a text contains: they lead an operator's eye and decide nothing. */
  async flagged(text: string): Promise<string[]> {
    const { words } = await this.settings.get('review')
    return flaggedWords(text, words)
  }

  /**
   * Has WeChat look at it, if its author is somebody there; `content.checked` tells what it said. Whoever is not there is
   * looked at by the shop alone, and nothing is told. Call it once for a part.
   */
  async check(tx: Tx, written: Written): Promise<void> {
    const { subjectKind, subjectId, part, memberId, text, pictureIds } = written
    const { appId } = this.weixin
    if (appId === undefined) return
    if ((await this.identity.payerOf(tx, idOf<'member'>(memberId), 'weixin', appId)) === undefined) return
    const texts = text === '' ? [] : [{ what: 'text', content: text, place: 0 }]
    const things = [...texts, ...pictureIds.map((content, index) => ({ what: 'picture', content, place: index + 1 }))]
    const now = this.clock.now()
    for (const { what, content, place } of things) {
      const id = newId(this.clock)
      await tx.execute(
        `insert into content_checks (id, subject_kind, subject_id, part, member_id, what, place, content_enc, state, tries,
           next_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'due', 0, $9, $9)`,
        [id, subjectKind, subjectId, part, memberId, what, place, this.seal.seal(content), isoOf(now)],
      )
      this.queues.scheduleAfter(tx, CHECK_CONTENT, { checkId: id }, now)
    }
  }
}
