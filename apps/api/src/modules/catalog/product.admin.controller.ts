import { Controller } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { catalogEndpoints } from '@jishi/contracts/catalog/catalog.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AddProduct } from './add-product.js'
import { ChangeShelf } from './change-shelf.js'
import { EditProduct } from './edit-product.js'
import { KeyedWrite } from './keyed-write.js'
import { ScheduleProduct } from './shelf/schedule-product.js'

@Controller()
export class ProductAdminController {
  constructor(
    private readonly keyed: KeyedWrite,
    private readonly adding: AddProduct,
    private readonly editing: EditProduct,
    private readonly shelf: ChangeShelf,
    private readonly scheduling: ScheduleProduct,
  ) {}

  @Serve(catalogEndpoints.addProduct)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof catalogEndpoints.addProduct>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'product', 'spus', (tx) => this.adding.run(tx, operator, body))
  }

  @Serve(catalogEndpoints.editProduct)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.editProduct>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'product'>(params.id)
    return this.keyed.run(call, 'product', 'spus', (tx) => this.editing.run(tx, operator, id, body))
  }

  @Serve(catalogEndpoints.moveProduct)
  move(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.moveProduct>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'product'>(params.id)
    return this.keyed.run(call, 'product', 'spus', (tx) => this.shelf.run(tx, operator, id, body.state))
  }

  @Serve(catalogEndpoints.scheduleProduct)
  schedule(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.scheduleProduct>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'product'>(params.id)
    return this.keyed.run(call, 'product', 'spus', (tx) => this.scheduling.run(tx, operator, id, body))
  }
}
