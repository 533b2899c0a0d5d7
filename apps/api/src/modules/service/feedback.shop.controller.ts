import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import {
  feedbackEndpoints,
  type OwnFeedback,
  type OwnFeedbackDetail,
  type UnreadFeedbacks,
} from '@jishi/contracts/service/feedback.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Member } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { OwnFeedbacks } from './own-feedback.queries.js'
import { WriteFeedback } from './write-feedback.js'

@Controller()
export class FeedbackShopController {
  constructor(
    private readonly own: OwnFeedbacks,
    private readonly writing: WriteFeedback,
  ) {}

  @Serve(feedbackEndpoints.mine)
  mine(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof feedbackEndpoints.mine>,
  ): Promise<Page<OwnFeedback>> {
    return this.own.mine(memberId, query)
  }

  @Serve(feedbackEndpoints.unread)
  unread(@Member() { memberId }: MemberActor): Promise<UnreadFeedbacks> {
    return this.own.unread(memberId)
  }

  @Serve(feedbackEndpoints.one)
  one(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof feedbackEndpoints.one>,
  ): Promise<OwnFeedbackDetail> {
    return this.own.one(memberId, params.id)
  }

  @Serve(feedbackEndpoints.write)
  async write(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof feedbackEndpoints.write>,
  ): Promise<OwnFeedbackDetail> {
    return this.own.one(memberId, await this.writing.write(memberId, call, body))
  }

  @Serve(feedbackEndpoints.reply)
  async reply(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof feedbackEndpoints.reply>,
  ): Promise<OwnFeedbackDetail> {
    return this.own.one(memberId, await this.writing.say(memberId, call, params.id, 'reply', body))
  }

  @Serve(feedbackEndpoints.reopen)
  async reopen(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof feedbackEndpoints.reopen>,
  ): Promise<OwnFeedbackDetail> {
    return this.own.one(memberId, await this.writing.say(memberId, call, params.id, 'reopen', body))
  }

  @Serve(feedbackEndpoints.settle)
  async settle(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof feedbackEndpoints.settle>,
  ): Promise<OwnFeedbackDetail> {
    return this.own.one(memberId, await this.writing.settle(memberId, call, params.id))
  }

  @Serve(feedbackEndpoints.seen)
  async seen(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof feedbackEndpoints.seen>,
  ): Promise<Done> {
    await this.writing.seen(memberId, params.id)
    return { ok: true }
  }
}
