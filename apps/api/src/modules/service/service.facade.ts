import { Injectable } from '@nestjs/common'
import type { Sql } from '../../infra/database/sql.js'
import { AdminFeedbacks, type OwedAnswers } from './admin-feedback.queries.js'

/** What modules above may know of those who serve. */
@Injectable()
export class ServiceFacade {
  constructor(private readonly feedbacks: AdminFeedbacks) {}

  /** Feedbacks that wait for an answer of the shop. */
  owedAnswers(reader: Sql): Promise<OwedAnswers> {
    return this.feedbacks.owed(reader)
  }
}
