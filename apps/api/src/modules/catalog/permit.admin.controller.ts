import { Controller } from '@nestjs/common'
import type { Permit, Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { catalogEndpoints } from '@jishi/contracts/catalog/catalog.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { ArchivePermit } from './archive-permit.js'
import { KeyedWrite } from './keyed-write.js'
import { PermitQueries } from './permit.queries.js'
import { SavePermit } from './save-permit.js'

@Controller()
export class PermitAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: PermitQueries,
    private readonly keyed: KeyedWrite,
    private readonly saving: SavePermit,
    private readonly archiving: ArchivePermit,
  ) {}

  @Serve(catalogEndpoints.permits)
  async permits(): Promise<Page<Permit>> {
    return { items: await this.queries.all(this.database), nextCursor: null }
  }

  @Serve(catalogEndpoints.addPermit)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof catalogEndpoints.addPermit>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'permit', 'permits', (tx) => this.saving.run(tx, operator, body))
  }

  @Serve(catalogEndpoints.editPermit)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.editPermit>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const { version, ...permit } = body
    const earlier = { id: idOf<'permit'>(params.id), version }
    return this.keyed.run(call, 'permit', 'permits', (tx) => this.saving.run(tx, operator, permit, earlier))
  }

  @Serve(catalogEndpoints.archivePermit)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.archivePermit>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'permit'>(params.id)
    return this.keyed.run(call, 'permit', 'permits', (tx) => this.archiving.run(tx, operator, id, body.version))
  }
}
