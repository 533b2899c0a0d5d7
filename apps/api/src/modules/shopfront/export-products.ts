import { Injectable } from '@nestjs/common'
import type { ExportBody } from '@jishi/contracts/catalog/product-import.schema'
import { MAX_XLSX_EXPORT } from '@jishi/contracts/catalog/product-import.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { shopDay, type Clock } from '@jishi/kernel/time'
import { Inject } from '@nestjs/common'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { CatalogFacade, csvFile, exportHeader, sheetFile, type Line } from '../catalog/index.js'
import { AdminProducts } from './admin-products.js'

/** Each page is read by itself and by key: nothing is held open between two of them, however slowly their reader takes them. */
const PAGE = 50

type Filters = Omit<ExportBody, 'format'>

/** The list of products as a file that an import reads back. */
@Injectable()
export class ExportProducts {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly products: AdminProducts,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A table carried away leaves a row. A workbook is made as a whole, so a list too long for one comes as csv. */
  async run(operator: OperatorActor, call: IdempotentCall, { format, ...filters }: ExportBody): Promise<FileReply> {
    const withCost = operator.permissions.has('product.write')
    await this.record(operator, call, { ...filters, format, withCost })
    const name = `商品-${shopDay(this.clock.now())}`
    const whole = format === 'xlsx' ? await this.bounded(filters, withCost) : undefined
    if (whole !== undefined) return sheetFile(name, 'xlsx', whole)
    return csvFile(name, this.lines(filters, withCost))
  }

  /** A repeated call makes the file anew, so it leaves a row of its own; all of one key name the same export. */
  private async record(operator: OperatorActor, call: IdempotentCall, after: object): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { id } = await this.idempotency.run(tx, call, 'productExport', (proposed) => Promise.resolve(proposed))
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'product.read',
        action: 'product.exported',
        subject: { kind: 'product_export', id },
        after,
      })
    })
  }

  private async bounded(filters: Filters, withCost: boolean): Promise<Line[] | undefined> {
    const lines: Line[] = [exportHeader(withCost)]
    let products = 0
    for await (const page of this.pages(filters, withCost)) {
      products += PAGE
      if (products > MAX_XLSX_EXPORT) return undefined
      lines.push(...page)
    }
    return lines
  }

  private async *lines(filters: Filters, withCost: boolean): AsyncGenerator<Line> {
    yield exportHeader(withCost)
    for await (const page of this.pages(filters, withCost)) yield* page
  }

  private async *pages(filters: Filters, withCost: boolean): AsyncGenerator<Line[]> {
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await this.products.page(this.database, { ...filters, cursor, limit: PAGE })
      yield await this.catalog.exportLines(
        this.database,
        items.map(({ id }) => id),
        withCost,
      )
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)
  }
}
