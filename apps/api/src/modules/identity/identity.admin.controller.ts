import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { identityEndpoints, type OperatorView } from '@jishi/contracts/identity/identity.schema'
import type { Done } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { OperatorCookie } from '../../infra/auth/credentials.js'
import { Database } from '../../infra/database/database.js'
import { Input, Operator, RequestOrigin, SessionCookie, type Origin } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { OperatorSignIn } from './operator-sign-in.js'
import { Operators } from './operators.js'

@Controller()
export class IdentityAdminController {
  constructor(
    private readonly database: Database,
    private readonly signingIn: OperatorSignIn,
    private readonly operators: Operators,
  ) {}

  @Serve(identityEndpoints.operatorSignIn)
  async signIn(
    @Input() { body }: InputOf<typeof identityEndpoints.operatorSignIn>,
    @RequestOrigin() origin: Origin,
    @SessionCookie() cookie: OperatorCookie,
  ): Promise<OperatorView> {
    const { token, maxAgeSeconds, operator } = await this.signingIn.run(body, origin.ip)
    cookie.set(token, maxAgeSeconds)
    return operator
  }

  @Serve(identityEndpoints.operatorSignOut)
  async signOut(@Operator() operator: OperatorActor, @SessionCookie() cookie: OperatorCookie): Promise<Done> {
    await this.signingIn.signOut(operator)
    cookie.clear()
    return { ok: true }
  }

  @Serve(identityEndpoints.operatorMe)
  me(@Operator() operator: OperatorActor): Promise<OperatorView> {
    return this.operators.view(this.database, operator.operatorId)
  }
}
