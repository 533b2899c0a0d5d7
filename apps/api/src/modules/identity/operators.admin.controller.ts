import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { operatorsEndpoints, type FreshOperator, type OperatorRow } from '@jishi/contracts/identity/operators.schema'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminOperatorsQueries } from './admin-operators.queries.js'
import { ChangeOperator } from './change-operator.js'
import { ChangeOwnPassword } from './change-own-password.js'
import { CreateOperator } from './create-operator.js'
import { ResetPassword } from './reset-password.js'
import { SwitchOperator } from './switch-operator.js'

@Controller()
export class OperatorsAdminController {
  constructor(
    private readonly queries: AdminOperatorsQueries,
    private readonly creating: CreateOperator,
    private readonly changing: ChangeOperator,
    private readonly switching: SwitchOperator,
    private readonly resetting: ResetPassword,
    private readonly changingOwn: ChangeOwnPassword,
  ) {}

  @Serve(operatorsEndpoints.list)
  list(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof operatorsEndpoints.list>,
  ): Promise<Page<OperatorRow>> {
    return this.queries.list(operator, query)
  }

  @Serve(operatorsEndpoints.one)
  one(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof operatorsEndpoints.one>,
  ): Promise<OperatorRow> {
    return this.queries.one(operator, params.id)
  }

  @Serve(operatorsEndpoints.create)
  async create(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof operatorsEndpoints.create>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FreshOperator> {
    const { id, oneTimePassword } = await this.creating.run(operator, call, body)
    return { operator: await this.queries.one(operator, id), oneTimePassword }
  }

  @Serve(operatorsEndpoints.change)
  async change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof operatorsEndpoints.change>,
    @Idempotent() call: IdempotentCall,
  ): Promise<OperatorRow> {
    await this.changing.run(operator, call, params.id, body)
    return this.queries.one(operator, params.id)
  }

  @Serve(operatorsEndpoints.disable)
  async disable(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof operatorsEndpoints.disable>,
    @Idempotent() call: IdempotentCall,
  ): Promise<OperatorRow> {
    await this.switching.run(operator, call, params.id, 'disabled')
    return this.queries.one(operator, params.id)
  }

  @Serve(operatorsEndpoints.enable)
  async enable(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof operatorsEndpoints.enable>,
    @Idempotent() call: IdempotentCall,
  ): Promise<OperatorRow> {
    await this.switching.run(operator, call, params.id, 'active')
    return this.queries.one(operator, params.id)
  }

  @Serve(operatorsEndpoints.resetPassword)
  async resetPassword(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof operatorsEndpoints.resetPassword>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FreshOperator> {
    const { oneTimePassword } = await this.resetting.run(operator, call, params.id)
    return { operator: await this.queries.one(operator, params.id), oneTimePassword }
  }

  @Serve(operatorsEndpoints.changePassword)
  async changePassword(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof operatorsEndpoints.changePassword>,
  ): Promise<Done> {
    await this.changingOwn.run(operator, body)
    return { ok: true }
  }
}
