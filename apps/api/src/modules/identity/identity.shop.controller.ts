import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  identityEndpoints,
  type MemberView,
  type Policies,
  type Regions,
  type SessionView,
  type SmsSent,
} from '@jishi/contracts/identity/identity.schema'
import type { Done } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Input, Member, RequestOrigin, type Origin } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Members } from './members.js'
import { PolicyPage } from './policy-page.js'
import { RefreshSession } from './refresh-session.js'
import { regionTree } from './regions.js'
import { SendSms } from './send-sms.js'
import { Sessions } from './sessions.js'
import { SignIn } from './sign-in.js'

@Controller()
export class IdentityShopController {
  constructor(
    private readonly database: Database,
    private readonly policyPage: PolicyPage,
    private readonly sendingSms: SendSms,
    private readonly signingIn: SignIn,
    private readonly refreshing: RefreshSession,
    private readonly sessions: Sessions,
    private readonly members: Members,
  ) {}

  @Serve(identityEndpoints.policies)
  policies(): Promise<Policies> {
    return this.policyPage.current()
  }

  @Serve(identityEndpoints.sendSms)
  sendSms(
    @Input() { body }: InputOf<typeof identityEndpoints.sendSms>,
    @RequestOrigin() origin: Origin,
  ): Promise<SmsSent> {
    return this.sendingSms.run(body, origin.ip)
  }

  @Serve(identityEndpoints.signIn)
  signIn(
    @Input() { body }: InputOf<typeof identityEndpoints.signIn>,
    @RequestOrigin() origin: Origin,
  ): Promise<SessionView> {
    return this.signingIn.run(body, origin.ip)
  }

  @Serve(identityEndpoints.refresh)
  refresh(@Input() { body }: InputOf<typeof identityEndpoints.refresh>): Promise<SessionView> {
    return this.refreshing.run(body.refreshToken)
  }

  @Serve(identityEndpoints.signOut)
  async signOut(@Member() member: MemberActor): Promise<Done> {
    await this.database.transaction((tx) => this.sessions.revokeFamily(tx, member.sessionId, 'sign_out'))
    return { ok: true }
  }

  @Serve(identityEndpoints.me)
  me(@Member() member: MemberActor): Promise<MemberView> {
    return this.members.view(this.database, member.memberId)
  }

  @Serve(identityEndpoints.regions)
  regions(): Regions {
    return regionTree()
  }
}
