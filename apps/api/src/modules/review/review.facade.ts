import { Injectable } from '@nestjs/common'
import type { ReviewDigest } from '@jishi/contracts/review/review.schema'
import type { Sql } from '../../infra/database/sql.js'
import { AdminReviews, type WaitingReviews } from './admin-reviews.queries.js'
import { ShownReviews } from './shown-reviews.queries.js'

/** What modules above may show of reviews. */
@Injectable()
export class ReviewFacade {
  constructor(
    private readonly shown: ShownReviews,
    private readonly desk: AdminReviews,
  ) {}

  /** How many there are, what they give, and the newest two: one statement. */
  digest(reader: Sql, spuId: string): Promise<ReviewDigest> {
    return this.shown.digest(reader, spuId)
  }

  /** What waits for somebody who reads. */
  waiting(reader: Sql): Promise<WaitingReviews> {
    return this.desk.waiting(reader)
  }
}
