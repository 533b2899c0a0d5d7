import { Controller } from '@nestjs/common'
import {
  productImportEndpoints as endpoints,
  type ImportRow,
  type ProductImport,
} from '@jishi/contracts/catalog/product-import.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import type { Language } from '../../../infra/http/language.js'
import { Idempotent, Input, Operator, Spoken } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { Uploaded, type Upload } from '../../../infra/http/upload.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { DirectImport } from './direct-import.js'
import { FlawFile } from './flaw-file.js'
import { importTemplate } from './import-template.js'
import { ProductImportQueries } from './product-import.queries.js'
import { StartImport } from './start-import.js'

@Controller()
export class ProductImportAdminController {
  constructor(
    private readonly queries: ProductImportQueries,
    private readonly starting: StartImport,
    private readonly directing: DirectImport,
    private readonly flawFile: FlawFile,
  ) {}

  @Serve(endpoints.list)
  list(@Input() { query }: InputOf<typeof endpoints.list>, @Spoken() language: Language): Promise<Page<ProductImport>> {
    return this.queries.page(query, language)
  }

  @Serve(endpoints.template)
  template(@Input() { query }: InputOf<typeof endpoints.template>): Promise<FileReply> {
    return importTemplate(query.format ?? 'xlsx')
  }

  @Serve(endpoints.upload)
  async upload(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof endpoints.upload>,
    @Uploaded() upload: Upload,
    @Spoken() language: Language,
  ): Promise<ProductImport> {
    return this.queries.one(await this.starting.run(operator, upload, query.name ?? ''), language)
  }

  @Serve(endpoints.one)
  one(@Input() { params }: InputOf<typeof endpoints.one>, @Spoken() language: Language): Promise<ProductImport> {
    return this.queries.one(params.id, language)
  }

  @Serve(endpoints.rows)
  rows(
    @Input() { params, query }: InputOf<typeof endpoints.rows>,
    @Spoken() language: Language,
  ): Promise<Page<ImportRow>> {
    return this.queries.rows(params.id, query, language)
  }

  @Serve(endpoints.flaws)
  flaws(@Input() { params, query }: InputOf<typeof endpoints.flaws>, @Spoken() language: Language): Promise<FileReply> {
    return this.flawFile.run(params.id, query.format ?? 'csv', language)
  }

  @Serve(endpoints.apply)
  async apply(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.apply>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<ProductImport> {
    await this.directing.run(operator, call, idOf<'productImport'>(params.id), 'apply')
    return this.queries.one(params.id, language)
  }

  @Serve(endpoints.stop)
  async stop(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.stop>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<ProductImport> {
    await this.directing.run(operator, call, idOf<'productImport'>(params.id), 'stop')
    return this.queries.one(params.id, language)
  }
}
