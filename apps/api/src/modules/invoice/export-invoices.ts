import { Inject, Injectable } from '@nestjs/common'
import type { AdminInvoice, ExportInvoicesBody } from '@jishi/contracts/invoice/invoice.schema'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { MAX_PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { fen, formatFen } from '@jishi/kernel/money'
import { instantOf, shopDay, shopTimeText, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { csvFile, type Line } from '../catalog/index.js'
import { AdminInvoices } from './admin-invoices.queries.js'
import { invoiceLife } from './domain/invoice-life.js'

const HEADER: Line = [
  ...['申请时间', '订单号', '状态', '抬头类型', '抬头', '税号', '金额（元）'],
  ...['发票号码', '开票日期', '红字发票号码', '冲红日期', '应开日期'],
]

const STATES = invoiceLife.table.labels ?? {}

/** The list of invoices as a table, as fast as its reader takes it, and as masked as on the page. */
@Injectable()
export class ExportInvoices {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly invoices: AdminInvoices,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A table carried away leaves a row; a repeated call makes it anew and leaves its own, of the same export. */
  async run(operator: OperatorActor, call: IdempotentCall, filters: ExportInvoicesBody): Promise<FileReply> {
    await this.database.transaction(async (tx) => {
      const { id } = await this.idempotency.run(tx, call, 'invoiceExport', (proposed) => Promise.resolve(proposed))
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'invoice.read',
        action: 'invoice.exported',
        subject: { kind: 'invoice_export', id },
        after: filters,
      })
    })
    return csvFile(`发票-${shopDay(this.clock.now())}`, this.lines(filters))
  }

  private async *lines(filters: ExportInvoicesBody): AsyncGenerator<Line> {
    yield HEADER
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await this.invoices.list({ ...filters, cursor, limit: MAX_PAGE_SIZE })
      for (const item of items) yield lineOf(item)
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)
  }
}

const numbered = (given: AdminInvoice['blue']): Line => (given === null ? ['', ''] : [given.number, given.issuedOn])

const lineOf = (item: AdminInvoice): Line => [
  shopTimeText(instantOf(item.createdAt)),
  item.orderNo,
  STATES[item.state] ?? item.state,
  item.kind === 'company' ? '企业' : '个人',
  item.titleMasked,
  item.taxNoMasked ?? '',
  formatFen(fen(item.amountFen)),
  ...numbered(item.blue),
  ...numbered(item.red),
  item.dueAt === null ? '' : shopDay(instantOf(item.dueAt)),
]
