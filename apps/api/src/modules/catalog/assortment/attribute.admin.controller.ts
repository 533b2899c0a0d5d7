import { Controller } from '@nestjs/common'
import { assortmentEndpoints, type Attribute } from '@jishi/contracts/catalog/assortment.schema'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { KeyedWrite } from '../keyed-write.js'
import { ArchiveAttribute } from './archive-attribute.js'
import { AssortmentQueries } from './assortment.queries.js'
import { PlaceLabel } from './place-label.js'
import { SaveAttribute } from './save-attribute.js'

@Controller()
export class AttributeAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: AssortmentQueries,
    private readonly keyed: KeyedWrite,
    private readonly saving: SaveAttribute,
    private readonly placing: PlaceLabel,
    private readonly archiving: ArchiveAttribute,
  ) {}

  @Serve(assortmentEndpoints.attributes)
  async attributes(@Input() { params }: InputOf<typeof assortmentEndpoints.attributes>): Promise<Page<Attribute>> {
    return { items: await this.queries.attributes(this.database, params.id), nextCursor: null }
  }

  @Serve(assortmentEndpoints.addAttribute)
  add(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.addAttribute>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'attribute', 'attributes', (tx) => this.saving.add(tx, operator, params.id, body))
  }

  @Serve(assortmentEndpoints.editAttribute)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.editAttribute>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'attribute'>(params.id)
    return this.keyed.run(call, 'attribute', 'attributes', (tx) => this.saving.edit(tx, operator, id, body))
  }

  @Serve(assortmentEndpoints.placeAttribute)
  place(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.placeAttribute>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'attribute'>(params.id)
    return this.keyed.run(call, 'attribute', 'attributes', (tx) =>
      this.placing.run(tx, operator, 'attribute', id, body),
    )
  }

  @Serve(assortmentEndpoints.archiveAttribute)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.archiveAttribute>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'attribute'>(params.id)
    return this.keyed.run(call, 'attribute', 'attributes', (tx) => this.archiving.run(tx, operator, id, body.version))
  }
}
