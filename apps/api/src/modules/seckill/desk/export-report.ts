import { Injectable } from '@nestjs/common'
import type { SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import type { SeckillReport } from '@jishi/contracts/seckill/seckill-desk.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { instantOf, shopTimeText } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { csvFile, sheetFile, type Line } from '../../catalog/index.js'
import { ReportQuery } from './report.query.js'

type Row = SeckillReport['items'][number]

const percent = (bp: number): string => `${Math.floor(bp / 100)}.${String(bp % 100).padStart(2, '0')}%`

/** The columns in their order, each with how it is made of the goods' row. */
const COLUMNS: readonly (readonly [header: string, cell: (row: Row) => string])[] = [
  ['商品', ({ title }) => title],
  ['规格', ({ skuLabel }) => skuLabel],
  ['秒杀价(元)', ({ priceFen }) => formatFen(fen(priceFen))],
  ['活动库存', ({ total }) => String(total)],
  ['抢到件数', ({ takenUnits }) => String(takenUnits)],
  ['抢到人次', ({ takes }) => String(takes)],
  ['下单人次', ({ ordered }) => String(ordered)],
  ['付款人次', ({ paid }) => String(paid)],
  ['释放人次', ({ released }) => String(released)],
  ['售出件数', ({ soldUnits }) => String(soldUnits)],
  ['释放件数', ({ releasedUnits }) => String(releasedUnits)],
  ['待付件数', ({ drawn }) => String(drawn)],
  ['退回库存', ({ returned }) => String(returned)],
  ['成交额(元)', ({ amountFen }) => formatFen(fen(amountFen))],
  ['付款转化率', ({ conversionBp }) => percent(conversionBp)],
]

/** The report of a flash sale as a file; whoever takes it away leaves a row. */
@Injectable()
export class ExportReport {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    private readonly report: ReportQuery,
  ) {}

  /** Throws NOT_FOUND. */
  async run(operator: OperatorActor, call: IdempotentCall, id: string, format: SheetFormat): Promise<FileReply> {
    const report = await this.report.run(id)
    await this.database.transaction(async (tx) => {
      const { id: exportId } = await this.idempotency.run(tx, call, 'seckillExport', (own) => Promise.resolve(own))
      await this.auditLog.write(tx, {
        ...{ actor: operator, permission: 'seckill.read', action: 'seckill.exported' },
        subject: { kind: 'seckill_activity', id },
        after: { format, exportId },
      })
    })
    const name = `秒杀-${report.name}-${shopTimeText(instantOf(report.startsAt)).replace(/[: ]/g, '')}`
    const lines: Line[] = [COLUMNS.map(([header]) => header), ...report.items.map(lineOf)]
    return format === 'xlsx' ? sheetFile(name, 'xlsx', lines) : csvFile(name, eachOf(lines))
  }
}

const lineOf = (row: Row): Line => COLUMNS.map(([, cell]) => cell(row))

async function* eachOf(lines: readonly Line[]): AsyncGenerator<Line> {
  for (const line of lines) yield await Promise.resolve(line)
}
