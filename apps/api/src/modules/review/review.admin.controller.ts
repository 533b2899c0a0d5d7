import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  reviewEndpoints,
  type AdminReview,
  type AdminReviewDetail,
  type ReviewFigures,
} from '@jishi/contracts/review/review.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminReviews } from './admin-reviews.queries.js'
import { DecideReview } from './decide-review.js'

@Controller()
export class ReviewAdminController {
  constructor(
    private readonly queries: AdminReviews,
    private readonly deciding: DecideReview,
  ) {}

  @Serve(reviewEndpoints.list)
  list(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof reviewEndpoints.list>,
  ): Promise<Page<AdminReview>> {
    return this.queries.list(operator.operatorId, query)
  }

  @Serve(reviewEndpoints.figures)
  figures(): Promise<ReviewFigures> {
    return this.queries.figures()
  }

  @Serve(reviewEndpoints.detail)
  detail(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof reviewEndpoints.detail>,
  ): Promise<AdminReviewDetail> {
    return this.queries.detail(operator.operatorId, params.id)
  }

  @Serve(reviewEndpoints.decide)
  async decide(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof reviewEndpoints.decide>,
  ): Promise<AdminReviewDetail> {
    await this.deciding.decide(operator, call, params.id, body)
    return this.queries.detail(operator.operatorId, params.id)
  }

  @Serve(reviewEndpoints.reply)
  async reply(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof reviewEndpoints.reply>,
  ): Promise<AdminReviewDetail> {
    await this.deciding.reply(operator, call, params.id, body.body)
    return this.queries.detail(operator.operatorId, params.id)
  }
}
