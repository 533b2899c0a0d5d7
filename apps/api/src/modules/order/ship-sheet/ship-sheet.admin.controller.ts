import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  shipSheetEndpoints as endpoints,
  type ShipSheet,
  type ShipSheetRow,
} from '@jishi/contracts/order/ship-sheet.schema'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import type { Language } from '../../../infra/http/language.js'
import { Idempotent, Input, Operator, Spoken } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { Uploaded, type Upload } from '../../../infra/http/upload.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { DirectShipSheet } from './direct-ship-sheet.js'
import { ShipSheetQueries } from './ship-sheet.queries.js'
import { StartShipSheet } from './start-ship-sheet.js'

@Controller()
export class ShipSheetAdminController {
  constructor(
    private readonly queries: ShipSheetQueries,
    private readonly starting: StartShipSheet,
    private readonly directing: DirectShipSheet,
  ) {}

  @Serve(endpoints.list)
  list(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof endpoints.list>,
    @Spoken() language: Language,
  ): Promise<Page<ShipSheet>> {
    return this.queries.page(operator, query, language)
  }

  @Serve(endpoints.upload)
  async upload(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof endpoints.upload>,
    @Uploaded() upload: Upload,
    @Spoken() language: Language,
  ): Promise<ShipSheet> {
    return this.queries.one(operator, await this.starting.run(operator, upload, query.name ?? ''), language)
  }

  @Serve(endpoints.one)
  one(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.one>,
    @Spoken() language: Language,
  ): Promise<ShipSheet> {
    return this.queries.one(operator, params.id, language)
  }

  @Serve(endpoints.rows)
  rows(
    @Operator() operator: OperatorActor,
    @Input() { params, query }: InputOf<typeof endpoints.rows>,
    @Spoken() language: Language,
  ): Promise<Page<ShipSheetRow>> {
    return this.queries.rows(operator, params.id, query, language)
  }

  @Serve(endpoints.flaws)
  flaws(
    @Operator() operator: OperatorActor,
    @Input() { params, query }: InputOf<typeof endpoints.flaws>,
    @Spoken() language: Language,
  ): Promise<FileReply> {
    return this.queries.flawFile(operator, params.id, query.format ?? 'csv', language)
  }

  @Serve(endpoints.apply)
  apply(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.apply>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<ShipSheet> {
    return this.direct(operator, call, params.id, 'apply', language)
  }

  @Serve(endpoints.stop)
  stop(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.stop>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<ShipSheet> {
    return this.direct(operator, call, params.id, 'stop', language)
  }

  private async direct(
    operator: OperatorActor,
    call: IdempotentCall,
    id: string,
    command: 'apply' | 'stop',
    language: Language,
  ): Promise<ShipSheet> {
    await this.directing.run(operator, call, idOf<'shipSheet'>(id), command)
    return this.queries.one(operator, id, language)
  }
}
