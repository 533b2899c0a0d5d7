import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { operatorsEndpoints, type RoleView } from '@jishi/contracts/identity/operators.schema'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminOperatorsQueries } from './admin-operators.queries.js'
import { ChangeRole } from './change-role.js'
import { CreateRole } from './create-role.js'
import { RemoveRole } from './remove-role.js'

@Controller()
export class RolesAdminController {
  constructor(
    private readonly queries: AdminOperatorsQueries,
    private readonly creating: CreateRole,
    private readonly changing: ChangeRole,
    private readonly removing: RemoveRole,
  ) {}

  @Serve(operatorsEndpoints.roles)
  async roles(@Operator() operator: OperatorActor): Promise<Page<RoleView>> {
    return { items: await this.queries.roles(operator), nextCursor: null }
  }

  @Serve(operatorsEndpoints.createRole)
  async create(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof operatorsEndpoints.createRole>,
    @Idempotent() call: IdempotentCall,
  ): Promise<RoleView> {
    return this.queries.role(operator, await this.creating.run(operator, call, body))
  }

  @Serve(operatorsEndpoints.changeRole)
  async change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof operatorsEndpoints.changeRole>,
    @Idempotent() call: IdempotentCall,
  ): Promise<RoleView> {
    await this.changing.run(operator, call, params.id, body)
    return this.queries.role(operator, params.id)
  }

  @Serve(operatorsEndpoints.removeRole)
  async remove(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof operatorsEndpoints.removeRole>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Done> {
    await this.removing.run(operator, call, params.id)
    return { ok: true }
  }
}
