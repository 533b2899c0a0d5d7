import { Injectable } from '@nestjs/common'
import type { MemberPurpose } from '@jishi/contracts/media/media.terms'
import type { FeedbackWordsBody } from '@jishi/contracts/service/feedback.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import { ModerationFacade } from '../moderation/index.js'
import { FeedbackStore } from './feedback.store.js'

const PURPOSE: MemberPurpose = 'feedback'

/** What a member says, with its pictures, looked through before an operator reads it. */
@Injectable()
export class FeedbackWords {
  constructor(
    private readonly media: MediaFacade,
    private readonly moderation: ModerationFacade,
    private readonly store: FeedbackStore,
  ) {}

  /** Throws VALIDATION_FAILED for a picture that is not the member's, or that is gone. */
  async ofMember(tx: Tx, id: string, memberId: string, said: FeedbackWordsBody): Promise<void> {
    const usable = await this.media.usableOfMember(tx, memberId, PURPOSE, said.pictureIds)
    const pictures = said.pictureIds.map((pictureId, index) => {
      const picture = usable.get(pictureId)
      if (picture === undefined)
        throw new DomainError('VALIDATION_FAILED', [{ path: `pictureIds.${index}`, message: 'no picture of yours' }])
      return picture
    })
    const flagged = await this.moderation.flagged(said.body)
    const seq = await this.store.say(tx, id, {
      author: 'member',
      authorId: memberId,
      body: said.body,
      pictures,
      flagged,
    })
    const written = { subjectKind: 'feedback', subjectId: id, part: String(seq), memberId } as const
    await this.moderation.check(tx, { ...written, text: said.body, pictureIds: said.pictureIds })
  }
}
