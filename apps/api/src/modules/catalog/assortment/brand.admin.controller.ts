import { Controller } from '@nestjs/common'
import { assortmentEndpoints, type Brand } from '@jishi/contracts/catalog/assortment.schema'
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
import { ArchiveBrand } from './archive-brand.js'
import { AssortmentQueries } from './assortment.queries.js'
import { PlaceLabel } from './place-label.js'
import { SaveBrand } from './save-brand.js'

@Controller()
export class BrandAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: AssortmentQueries,
    private readonly keyed: KeyedWrite,
    private readonly saving: SaveBrand,
    private readonly placing: PlaceLabel,
    private readonly archiving: ArchiveBrand,
  ) {}

  @Serve(assortmentEndpoints.brands)
  async brands(): Promise<Page<Brand>> {
    return { items: await this.queries.brands(this.database), nextCursor: null }
  }

  @Serve(assortmentEndpoints.addBrand)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof assortmentEndpoints.addBrand>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'brand', 'brands', (tx) => this.saving.run(tx, operator, body))
  }

  @Serve(assortmentEndpoints.editBrand)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.editBrand>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const { version, ...brand } = body
    const earlier = { id: idOf<'brand'>(params.id), version }
    return this.keyed.run(call, 'brand', 'brands', (tx) => this.saving.run(tx, operator, brand, earlier))
  }

  @Serve(assortmentEndpoints.placeBrand)
  place(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.placeBrand>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'brand'>(params.id)
    return this.keyed.run(call, 'brand', 'brands', (tx) => this.placing.run(tx, operator, 'brand', id, body))
  }

  @Serve(assortmentEndpoints.archiveBrand)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.archiveBrand>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'brand'>(params.id)
    return this.keyed.run(call, 'brand', 'brands', (tx) => this.archiving.run(tx, operator, id, body.version))
  }
}
