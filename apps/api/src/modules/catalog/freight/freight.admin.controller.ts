import { Controller } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { freightEndpoints, type FreightTemplateView, type FreightTrial } from '@jishi/contracts/catalog/freight.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { KeyedWrite } from '../keyed-write.js'
import { ArchiveFreightTemplate } from './archive-freight-template.js'
import { FreightQueries } from './freight.queries.js'
import { SaveFreightTemplate } from './save-freight-template.js'

@Controller()
export class FreightAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: FreightQueries,
    private readonly keyed: KeyedWrite,
    private readonly saving: SaveFreightTemplate,
    private readonly archiving: ArchiveFreightTemplate,
  ) {}

  @Serve(freightEndpoints.freightTemplates)
  async templates(): Promise<Page<FreightTemplateView>> {
    return { items: await this.queries.templates(this.database), nextCursor: null }
  }

  @Serve(freightEndpoints.addFreightTemplate)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof freightEndpoints.addFreightTemplate>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, 'freight-template', 'freight_templates', (tx) => this.saving.run(tx, operator, body))
  }

  @Serve(freightEndpoints.editFreightTemplate)
  edit(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof freightEndpoints.editFreightTemplate>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const { version, ...template } = body
    const earlier = { id: idOf<'freight-template'>(params.id), version }
    return this.keyed.run(call, 'freight-template', 'freight_templates', (tx) =>
      this.saving.run(tx, operator, template, earlier),
    )
  }

  @Serve(freightEndpoints.archiveFreightTemplate)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof freightEndpoints.archiveFreightTemplate>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const of = { id: idOf<'freight-template'>(params.id), version: body.version }
    return this.keyed.run(call, 'freight-template', 'freight_templates', (tx) => this.archiving.run(tx, operator, of))
  }

  @Serve(freightEndpoints.tryFreight)
  try(@Input() { body }: InputOf<typeof freightEndpoints.tryFreight>): FreightTrial {
    return this.queries.tried(body)
  }
}
