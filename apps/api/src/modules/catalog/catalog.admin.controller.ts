import { Controller } from '@nestjs/common'
import type { AdminCategoryNode, Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { catalogEndpoints } from '@jishi/contracts/catalog/catalog.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AddCategory } from './add-category.js'
import { ArchiveCategory } from './archive-category.js'
import { CatalogQueries } from './catalog.queries.js'
import { EditCategory } from './edit-category.js'
import { KeyedWrite } from './keyed-write.js'
import { MoveCategory } from './move-category.js'

@Controller()
export class CatalogAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: CatalogQueries,
    private readonly keyed: KeyedWrite,
    private readonly adding: AddCategory,
    private readonly editing: EditCategory,
    private readonly moving: MoveCategory,
    private readonly archiving: ArchiveCategory,
  ) {}

  @Serve(catalogEndpoints.adminCategories)
  async categories(): Promise<Page<AdminCategoryNode>> {
    return { items: await this.queries.adminCategoryTree(this.database), nextCursor: null }
  }

  @Serve(catalogEndpoints.addCategory)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof catalogEndpoints.addCategory>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'category', 'categories', (tx) => this.adding.run(tx, operator, body))
  }

  @Serve(catalogEndpoints.editCategory)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.editCategory>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'category'>(params.id)
    return this.keyed.run(call, 'category', 'categories', (tx) => this.editing.run(tx, operator, id, body))
  }

  @Serve(catalogEndpoints.moveCategory)
  move(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.moveCategory>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'category'>(params.id)
    return this.keyed.run(call, 'category', 'categories', (tx) => this.moving.run(tx, operator, id, body))
  }

  @Serve(catalogEndpoints.archiveCategory)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.archiveCategory>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'category'>(params.id)
    return this.keyed.run(call, 'category', 'categories', (tx) => this.archiving.run(tx, operator, id, body.version))
  }
}
