import { Injectable } from '@nestjs/common'
import type { Instant } from '@jishi/kernel/time'
import { together } from '../../infra/database/together.js'
import type { Sql } from '../../infra/database/sql.js'
import { InvoiceFacade } from '../invoice/index.js'
import { ReviewFacade } from '../review/index.js'
import { ServiceFacade } from '../service/index.js'

export interface WaitingPeople {
  readonly reviewsWaiting: number
  readonly reviewsAppealed: number
  readonly feedbacks: number
  readonly feedbacksDueAt: Instant | null
  readonly invoices: number
  readonly invoicesDueAt: Instant | null
}

/** Who bought and now waits for a word of the shop: reviews to be read, feedback to be answered, invoices to be issued. */
@Injectable()
export class WaitingDesks {
  constructor(
    private readonly reviews: ReviewFacade,
    private readonly service: ServiceFacade,
    private readonly invoices: InvoiceFacade,
  ) {}

  /** One statement, which may itself be part of a larger one. */
  async people(sql: Sql): Promise<WaitingPeople> {
    const [reviews, answers, invoices] = await together(sql, (one) => [
      this.reviews.waiting(one),
      this.service.owedAnswers(one),
      this.invoices.issuable(one),
    ])
    return {
      reviewsWaiting: reviews.waiting,
      reviewsAppealed: reviews.appealed,
      feedbacks: answers.owed,
      feedbacksDueAt: answers.dueAt,
      invoices: invoices.issuable,
      invoicesDueAt: invoices.dueAt,
    }
  }
}
