import { Inject, Injectable } from '@nestjs/common'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { OwnFeedback, OwnFeedbackDetail, UnreadFeedbacks } from '@jishi/contracts/service/feedback.schema'
import { FEEDBACK_REOPEN_DAYS, type MemberAction } from '@jishi/contracts/service/feedback.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addDays, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { feedbackLife } from './domain/feedback-life.js'
import { factsOf } from './feedback.store.js'
import { FEEDBACK, messageOf, MESSAGES, standingOf, type FeedbackRow, type MessageRow } from './feedback.rows.js'
import { WordSeal } from './word-seal.js'

/** A member's own feedbacks. */
@Injectable()
export class OwnFeedbacks {
  constructor(
    private readonly database: Database,
    private readonly words: WordSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async mine(memberId: string, query: PageQuery): Promise<Page<OwnFeedback>> {
    const conditions = new Conditions()
    conditions.add('f.member_id = ?', memberId)
    addTimePage(conditions, 'f.created_at', 'f.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<FeedbackRow>(
      `${FEEDBACK} ${conditions.where} order by f.created_at desc, f.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt })),
      limit,
    )
    return { items: page.rows.map((row) => this.view(row)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(memberId: string, id: string): Promise<OwnFeedbackDetail> {
    const row = await this.database.maybe<FeedbackRow>(`${FEEDBACK} where f.id = $1 and f.member_id = $2`, [
      ...[id, memberId],
    ])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const messages = await this.database.rows<MessageRow>(`${MESSAGES} and not internal order by seq`, [id])
    return {
      ...this.view(row),
      messages: messages.map((message) => messageOf(message, this.words)),
      allowed: feedbackLife.allowed(row.state, factsOf(row, this.clock.now()), 'member') as MemberAction[],
      reopenUntil: row.closedAt === null ? null : isoOf(addDays(row.closedAt, FEEDBACK_REOPEN_DAYS)),
    }
  }

  unread(memberId: string): Promise<UnreadFeedbacks> {
    return this.database.one<UnreadFeedbacks>(
      'select count(*) as count from feedbacks where member_id = $1 and unread',
      [memberId],
    )
  }

  private view(row: FeedbackRow): OwnFeedback {
    return { ...standingOf(row, this.words), unread: row.unread }
  }
}
