import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  seckillEndpoints,
  type GoodsOffer,
  type MyStanding,
  type MyTake,
  type SessionsView,
  type SessionView,
  type TakeAnswer,
  type TicketView,
} from '@jishi/contracts/seckill/seckill.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Bearer, Idempotent, Input, Member } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { GiveUpTake } from './give-up-take.js'
import { IssueTicket } from './issue-ticket.js'
import { ShowSessions } from './show-sessions.js'
import { ShowStanding } from './show-standing.js'
import { TakeQueries } from './take.queries.js'
import { TakeUnits } from './take-units.js'

@Controller()
export class SeckillShopController {
  constructor(
    private readonly showing: ShowSessions,
    private readonly standings: ShowStanding,
    private readonly issuing: IssueTicket,
    private readonly taking: TakeUnits,
    private readonly ownTakes: TakeQueries,
    private readonly givingUp: GiveUpTake,
  ) {}

  @Serve(seckillEndpoints.sessions)
  sessions(): Promise<SessionsView> {
    return this.showing.all()
  }

  @Serve(seckillEndpoints.session)
  session(@Input() { params }: InputOf<typeof seckillEndpoints.session>): Promise<SessionView> {
    return this.showing.one(params.id)
  }

  @Serve(seckillEndpoints.ofProduct)
  ofProduct(
    @Input() { params }: InputOf<typeof seckillEndpoints.ofProduct>,
  ): Promise<{ serverTime: string; offers: GoodsOffer[] }> {
    return this.showing.ofProduct(params.id)
  }

  @Serve(seckillEndpoints.standing)
  standing(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof seckillEndpoints.standing>,
  ): Promise<MyStanding> {
    return this.standings.run(memberId, params.id)
  }

  @Serve(seckillEndpoints.ticket)
  ticket(
    @Member() member: MemberActor,
    @Bearer() token: string,
    @Input() { body }: InputOf<typeof seckillEndpoints.ticket>,
  ): Promise<TicketView> {
    return this.issuing.run(member, token, body)
  }

  @Serve(seckillEndpoints.take)
  take(
    @Bearer() token: string | undefined,
    @Idempotent() { key }: IdempotentCall,
    @Input() { body }: InputOf<typeof seckillEndpoints.take>,
  ): Promise<TakeAnswer> {
    return this.taking.run(token, key, body)
  }

  @Serve(seckillEndpoints.takes)
  takes(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof seckillEndpoints.takes>,
  ): Promise<Page<MyTake>> {
    return this.ownTakes.mine(memberId, query)
  }

  @Serve(seckillEndpoints.taken)
  taken(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof seckillEndpoints.taken>,
  ): Promise<MyTake> {
    return this.ownTakes.one(memberId, params.id)
  }

  @Serve(seckillEndpoints.giveUp)
  async giveUp(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof seckillEndpoints.giveUp>,
    @Idempotent() call: IdempotentCall,
  ): Promise<MyTake> {
    await this.givingUp.run(memberId, params.id, call)
    return this.ownTakes.one(memberId, params.id)
  }
}
