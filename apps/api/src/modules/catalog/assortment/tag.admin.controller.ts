import { Controller } from '@nestjs/common'
import { assortmentEndpoints, type Tag } from '@jishi/contracts/catalog/assortment.schema'
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
import { ArchiveTag } from './archive-tag.js'
import { AssortmentQueries } from './assortment.queries.js'
import { PlaceLabel } from './place-label.js'
import { SaveTag } from './save-tag.js'

@Controller()
export class TagAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: AssortmentQueries,
    private readonly keyed: KeyedWrite,
    private readonly saving: SaveTag,
    private readonly placing: PlaceLabel,
    private readonly archiving: ArchiveTag,
  ) {}

  @Serve(assortmentEndpoints.tags)
  async tags(): Promise<Page<Tag>> {
    return { items: await this.queries.tags(this.database), nextCursor: null }
  }

  @Serve(assortmentEndpoints.addTag)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof assortmentEndpoints.addTag>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'tag', 'tags', (tx) => this.saving.run(tx, operator, body))
  }

  @Serve(assortmentEndpoints.editTag)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.editTag>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const { version, ...tag } = body
    const earlier = { id: idOf<'tag'>(params.id), version }
    return this.keyed.run(call, 'tag', 'tags', (tx) => this.saving.run(tx, operator, tag, earlier))
  }

  @Serve(assortmentEndpoints.placeTag)
  place(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.placeTag>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'tag'>(params.id)
    return this.keyed.run(call, 'tag', 'tags', (tx) => this.placing.run(tx, operator, 'tag', id, body))
  }

  @Serve(assortmentEndpoints.archiveTag)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof assortmentEndpoints.archiveTag>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'tag'>(params.id)
    return this.keyed.run(call, 'tag', 'tags', (tx) => this.archiving.run(tx, operator, id, body.version))
  }
}
