import { Inject, Injectable } from '@nestjs/common'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type {
  AdminFeedback,
  AdminFeedbackDetail,
  AdminFeedbacksQuery,
  FeedbackFigures,
} from '@jishi/contracts/service/feedback.schema'
import type { DeskAction } from '@jishi/contracts/service/feedback.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { addRisingTimePage, addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { IdentityFacade } from '../identity/index.js'
import { feedbackLife } from './domain/feedback-life.js'
import { factsOf } from './feedback.store.js'
import { FEEDBACK, messageOf, MESSAGES, standingOf, type FeedbackRow, type MessageRow } from './feedback.rows.js'
import { WordSeal } from './word-seal.js'

interface StepRow extends Omit<AdminFeedbackDetail['steps'][number], 'at' | 'name'> {
  readonly actorId: string | null
  readonly at: Instant
}

type Names = ReadonlyMap<string, string>

export interface OwedAnswers {
  readonly owed: number
  readonly dueAt: Instant | null
}

/** Feedbacks as operators see them, with what may be done. */
@Injectable()
export class AdminFeedbacks {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly words: WordSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first; where the shop owes an answer, the one that was promised earliest. */
  async list(operatorId: string, query: AdminFeedbacksQuery): Promise<Page<AdminFeedback>> {
    const conditions = new Conditions()
    if (query.state !== undefined) conditions.add('f.state = ?', query.state)
    if (query.kind !== undefined) conditions.add('f.kind = ?', query.kind)
    if (query.mine !== undefined) conditions.add('f.assignee_id = ?', operatorId)
    if (query.late !== undefined) conditions.add('f.due_at <= ?', isoOf(this.clock.now()))
    if (query.waiting !== undefined) conditions.add('f.due_at is not null')
    const owed = query.late !== undefined || query.waiting !== undefined
    if (owed) addRisingTimePage(conditions, 'f.due_at', 'f.id', query)
    else addTimePage(conditions, 'f.created_at', 'f.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<FeedbackRow>(
      `${FEEDBACK} ${conditions.where} order by ${owed ? 'f.due_at, f.id' : 'f.created_at desc, f.id desc'} limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: (owed ? row.dueAt : null) ?? row.createdAt })),
      limit,
    )
    const names = await this.names(
      page.rows.map(({ memberId }) => memberId),
      page.rows.map(({ assigneeId }) => assigneeId),
    )
    return { items: page.rows.map((row) => this.view(row, names)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async detail(id: string): Promise<AdminFeedbackDetail> {
    const row = await this.database.maybe<FeedbackRow>(`${FEEDBACK} where f.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const messages = await this.database.rows<MessageRow>(`${MESSAGES} order by seq`, [id])
    const steps = await this.database.rows<StepRow>(
      `select action, to_state as state, actor_kind as actor, actor_id as "actorId", happened_at as at
         from feedback_events where feedback_id = $1 order by seq`,
      [id],
    )
    const names = await this.names([row.memberId], [...messages, ...steps].map(operatorOf).concat(row.assigneeId))
    return {
      ...this.view(row, names),
      version: row.version,
      hasContact: row.hasContact,
      messages: messages.map((message) => ({
        ...messageOf(message, this.words),
        internal: message.internal,
        flagged: message.flagged,
        verdict: message.verdict,
        name: names.get(message.authorId) ?? '',
      })),
      steps: steps.map(({ actorId, at, ...step }) => ({
        ...step,
        name: names.get(actorId ?? '') ?? '',
        at: isoOf(at),
      })),
      allowed: feedbackLife.allowed(row.state, factsOf(row, this.clock.now()), 'operator') as DeskAction[],
    }
  }

  /** What the shop owes, how much of it is late, and what the asking operator has taken. */
  figures(operatorId: string): Promise<FeedbackFigures> {
    return this.database.one<FeedbackFigures>(
      `select count(*) as waiting, count(*) filter (where due_at <= $1) as late,
              count(*) filter (where assignee_id = $2) as mine
         from feedbacks where due_at is not null`,
      [isoOf(this.clock.now()), operatorId],
    )
  }

  /** What the shop owes an answer, and the nearest promise among it. */
  owed(sql: Sql): Promise<OwedAnswers> {
    return sql.one<OwedAnswers>(
      `select count(*) as owed, min(due_at) as "dueAt" from feedbacks where due_at is not null`,
    )
  }

  private async names(members: readonly string[], operators: readonly (string | null)[]): Promise<Names> {
    const masks = await this.identity.memberMasks(this.database, [...new Set(members)])
    const known = [...new Set(operators.filter((id): id is string => id !== null))]
    const names = new Map(await this.identity.operatorNames(this.database, known))
    for (const [id, { displayName }] of masks) names.set(id, displayName)
    return names
  }

  private view(row: FeedbackRow, names: Names): AdminFeedback {
    const { memberId, assigneeId, dueAt, flagged, pictures } = row
    return {
      ...standingOf(row, this.words),
      ...{ memberId, flagged, pictures },
      memberName: names.get(memberId) ?? '',
      assignee: assigneeId === null ? null : { id: assigneeId, name: names.get(assigneeId) ?? '' },
      late: dueAt !== null && dueAt <= this.clock.now(),
    }
  }
}

const operatorOf = (of: MessageRow | StepRow): string | null => {
  if ('authorId' in of) return of.author === 'operator' ? of.authorId : null
  return of.actor === 'operator' ? of.actorId : null
}
