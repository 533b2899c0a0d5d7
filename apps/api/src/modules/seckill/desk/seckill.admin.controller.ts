import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import {
  seckillDeskEndpoints,
  type Cloned,
  type SeckillCalendar,
  type SeckillCard,
  type SeckillView,
} from '@jishi/contracts/seckill/seckill-desk.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ActivityQueries } from './activity.queries.js'
import { KeyedActivity } from './keyed-activity.js'
import { SaveActivity } from './save-activity.js'
import { TurnActivity } from './turn-activity.js'

@Controller()
export class SeckillAdminController {
  constructor(
    private readonly queries: ActivityQueries,
    private readonly keyed: KeyedActivity,
    private readonly saving: SaveActivity,
    private readonly turning: TurnActivity,
  ) {}

  @Serve(seckillDeskEndpoints.list)
  list(@Input() { query }: InputOf<typeof seckillDeskEndpoints.list>): Promise<Page<SeckillCard>> {
    return this.queries.list(query)
  }

  @Serve(seckillDeskEndpoints.calendar)
  calendar(@Input() { query }: InputOf<typeof seckillDeskEndpoints.calendar>): Promise<SeckillCalendar> {
    return this.queries.calendar(query)
  }

  @Serve(seckillDeskEndpoints.one)
  one(@Input() { params }: InputOf<typeof seckillDeskEndpoints.one>): Promise<SeckillView> {
    return this.queries.one(params.id)
  }

  @Serve(seckillDeskEndpoints.create)
  create(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof seckillDeskEndpoints.create>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SeckillView> {
    return this.keyed.run(call, (tx, id) => this.saving.create(tx, operator, id, body))
  }

  @Serve(seckillDeskEndpoints.change)
  change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof seckillDeskEndpoints.change>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SeckillView> {
    return this.keyed.run(call, (tx) => this.saving.change(tx, operator, idOf(params.id), body))
  }

  @Serve(seckillDeskEndpoints.discard)
  async discard(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof seckillDeskEndpoints.discard>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Done> {
    await this.keyed.once(call, (tx) => this.saving.discard(tx, operator, idOf(params.id)))
    return { ok: true }
  }

  @Serve(seckillDeskEndpoints.agree)
  agree(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof seckillDeskEndpoints.agree>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SeckillView> {
    return this.keyed.run(call, (tx) => this.turning.agree(tx, operator, idOf(params.id), body.version))
  }

  @Serve(seckillDeskEndpoints.arm)
  arm(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof seckillDeskEndpoints.arm>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SeckillView> {
    return this.keyed.run(call, (tx) => this.turning.arm(tx, operator, idOf(params.id), body.version))
  }

  @Serve(seckillDeskEndpoints.disarm)
  disarm(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof seckillDeskEndpoints.disarm>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SeckillView> {
    return this.keyed.run(call, (tx) => this.turning.disarm(tx, operator, idOf(params.id), body.version))
  }

  @Serve(seckillDeskEndpoints.stop)
  stop(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof seckillDeskEndpoints.stop>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SeckillView> {
    return this.keyed.run(call, (tx) => this.turning.stop(tx, operator, idOf(params.id)))
  }

  @Serve(seckillDeskEndpoints.clone)
  clone(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof seckillDeskEndpoints.clone>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Cloned> {
    return this.keyed.copies(call, (tx, first) => this.saving.clone(tx, operator, params.id, first, body))
  }
}
