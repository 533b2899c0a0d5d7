import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page, Picture } from '@jishi/contracts/primitives.schema'
import {
  reviewEndpoints,
  type OwnReview,
  type OwnVotes,
  type ProductReviews,
  type ReviewableLine,
  type ReviewVote,
  type ShownReview,
} from '@jishi/contracts/review/review.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Member } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { OwnReviews } from './own-reviews.queries.js'
import { ShownReviews } from './shown-reviews.queries.js'
import { VoteReview } from './vote-review.js'
import { WriteReview } from './write-review.js'

@Controller()
export class ReviewShopController {
  constructor(
    private readonly shownReviews: ShownReviews,
    private readonly own: OwnReviews,
    private readonly writing: WriteReview,
    private readonly voting: VoteReview,
  ) {}

  @Serve(reviewEndpoints.ofProduct)
  ofProduct(@Input() { params, query }: InputOf<typeof reviewEndpoints.ofProduct>): Promise<ProductReviews> {
    return this.shownReviews.ofProduct(params.id, query)
  }

  @Serve(reviewEndpoints.shown)
  shown(
    @Input() { params }: InputOf<typeof reviewEndpoints.shown>,
  ): Promise<ShownReview & { productId: string; title: string; picture: Picture | null }> {
    return this.shownReviews.one(params.id)
  }

  @Serve(reviewEndpoints.votes)
  votes(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof reviewEndpoints.votes>,
  ): Promise<OwnVotes> {
    return this.voting.votesOf(memberId, params.id)
  }

  @Serve(reviewEndpoints.vote)
  vote(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof reviewEndpoints.vote>,
  ): Promise<ReviewVote> {
    return this.voting.vote(memberId, params.id)
  }

  @Serve(reviewEndpoints.takeBack)
  takeBack(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof reviewEndpoints.takeBack>,
  ): Promise<ReviewVote> {
    return this.voting.takeBack(memberId, params.id)
  }

  @Serve(reviewEndpoints.toDo)
  toDo(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof reviewEndpoints.toDo>,
  ): Promise<Page<ReviewableLine>> {
    return this.own.toDo(memberId, query)
  }

  @Serve(reviewEndpoints.mine)
  mine(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof reviewEndpoints.mine>,
  ): Promise<Page<OwnReview>> {
    return this.own.mine(memberId, query)
  }

  @Serve(reviewEndpoints.write)
  async write(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof reviewEndpoints.write>,
  ): Promise<OwnReview> {
    return this.own.one(memberId, await this.writing.write(memberId, call, body))
  }

  @Serve(reviewEndpoints.append)
  async append(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof reviewEndpoints.append>,
  ): Promise<OwnReview> {
    return this.own.one(memberId, await this.writing.append(memberId, call, params.id, body))
  }

  @Serve(reviewEndpoints.appeal)
  async appeal(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof reviewEndpoints.appeal>,
  ): Promise<OwnReview> {
    return this.own.one(memberId, await this.writing.appeal(memberId, call, params.id, body))
  }
}
