import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  feedbackEndpoints,
  type AdminFeedback,
  type AdminFeedbackDetail,
  type FeedbackContact,
  type FeedbackFigures,
} from '@jishi/contracts/service/feedback.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminFeedbacks } from './admin-feedback.queries.js'
import { AnswerFeedback } from './answer-feedback.js'
import { ContactSeal } from './contact-seal.js'

@Controller()
export class FeedbackAdminController {
  constructor(
    private readonly queries: AdminFeedbacks,
    private readonly answering: AnswerFeedback,
    private readonly contacts: ContactSeal,
  ) {}

  @Serve(feedbackEndpoints.list)
  list(
    @Operator() { operatorId }: OperatorActor,
    @Input() { query }: InputOf<typeof feedbackEndpoints.list>,
  ): Promise<Page<AdminFeedback>> {
    return this.queries.list(operatorId, query)
  }

  @Serve(feedbackEndpoints.figures)
  figures(@Operator() { operatorId }: OperatorActor): Promise<FeedbackFigures> {
    return this.queries.figures(operatorId)
  }

  @Serve(feedbackEndpoints.detail)
  detail(@Input() { params }: InputOf<typeof feedbackEndpoints.detail>): Promise<AdminFeedbackDetail> {
    return this.queries.detail(params.id)
  }

  @Serve(feedbackEndpoints.answer)
  async answer(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof feedbackEndpoints.answer>,
  ): Promise<AdminFeedbackDetail> {
    await this.answering.answer(operator, call, params.id, body)
    return this.queries.detail(params.id)
  }

  @Serve(feedbackEndpoints.note)
  async note(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof feedbackEndpoints.note>,
  ): Promise<AdminFeedbackDetail> {
    await this.answering.note(operator, call, params.id, body.body)
    return this.queries.detail(params.id)
  }

  @Serve(feedbackEndpoints.assign)
  async assign(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof feedbackEndpoints.assign>,
  ): Promise<AdminFeedbackDetail> {
    await this.answering.assign(operator, call, params.id, body)
    return this.queries.detail(params.id)
  }

  @Serve(feedbackEndpoints.close)
  async close(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof feedbackEndpoints.close>,
  ): Promise<AdminFeedbackDetail> {
    await this.answering.close(operator, call, params.id, body.version)
    return this.queries.detail(params.id)
  }

  @Serve(feedbackEndpoints.contact)
  async contact(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof feedbackEndpoints.contact>,
  ): Promise<FeedbackContact> {
    return { contact: await this.contacts.reveal(operator, params.id) }
  }
}
