import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  membersEndpoints,
  type AdminMember,
  type MemberRow,
  type WholePhone,
} from '@jishi/contracts/identity/members.schema'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import { settingsEndpoints, type ConsentCount } from '@jishi/contracts/settings/settings.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminMembersQueries } from './admin-members.queries.js'
import { BlockMember } from './block-member.js'
import { EndMemberSession } from './end-member-session.js'
import { RevealPhone } from './reveal-phone.js'

@Controller()
export class MembersAdminController {
  constructor(
    private readonly queries: AdminMembersQueries,
    private readonly revealing: RevealPhone,
    private readonly blocking: BlockMember,
    private readonly ending: EndMemberSession,
  ) {}

  @Serve(membersEndpoints.list)
  list(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof membersEndpoints.list>,
  ): Promise<Page<MemberRow>> {
    return this.queries.list(operator, query)
  }

  @Serve(membersEndpoints.one)
  one(@Input() { params }: InputOf<typeof membersEndpoints.one>): Promise<AdminMember> {
    return this.queries.one(params.id)
  }

  /** The key that comes with it is not looked at: seeing a number again is seeing it again. */
  @Serve(membersEndpoints.phone)
  async phone(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof membersEndpoints.phone>,
  ): Promise<WholePhone> {
    return { phone: await this.revealing.run(operator, params.id) }
  }

  @Serve(membersEndpoints.block)
  async block(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof membersEndpoints.block>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminMember> {
    await this.blocking.run(operator, call, params.id, { to: 'blocked', reason: body.reason })
    return this.queries.one(params.id)
  }

  @Serve(membersEndpoints.unblock)
  async unblock(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof membersEndpoints.unblock>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminMember> {
    await this.blocking.run(operator, call, params.id, { to: 'active', reason: body.reason })
    return this.queries.one(params.id)
  }

  @Serve(membersEndpoints.endSession)
  async endSession(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof membersEndpoints.endSession>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Done> {
    await this.ending.run(operator, call, params.id, params.sessionId)
    return { ok: true }
  }

  @Serve(settingsEndpoints.consents)
  async consents(): Promise<Page<ConsentCount>> {
    return { items: await this.queries.consentCounts(), nextCursor: null }
  }
}
