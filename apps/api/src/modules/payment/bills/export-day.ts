import { Injectable } from '@nestjs/common'
import type { BillDayDetail } from '@jishi/contracts/payment/reconciliation.schema'
import type { DifferenceKind, DifferenceState } from '@jishi/contracts/payment/reconciliation.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { shopTimeText, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { csvFile, type Line } from '../../catalog/index.js'
import { filesOfDay } from './flow/flow.rows.js'
import { ReconciliationQueries } from './reconciliation.queries.js'

const HEADER: Line = [
  ...['类型', '支付单号', '退款单号', '渠道交易号', '记账时间', '渠道状态', '账单金额（元）', '手续费（元）'],
  ...['系统金额（元）', '结果', '差异状态'],
]
const KINDS: Readonly<Record<DifferenceKind, string>> = {
  long: '长款',
  short: '短款',
  amount: '金额不符',
  fee: '手续费不符',
  status: '状态不符',
  suspense: '跨日待定',
  uncovered: '提现超出账面',
  flow_amount: '资金流水金额不符',
  flow_fee: '资金流水手续费不符',
  flow_other: '不明资金变动',
}
const STATES: Readonly<Record<DifferenceState, string>> = {
  open: '待处理',
  proposed: '待复核',
  resolved: '已处理',
  cleared: '已自动结清',
}
const WALLETS = { wechat: '微信支付', alipay: '支付宝', unionpay: '银联' } as const
const SUBJECTS: Readonly<Record<string, string>> = { payment: '收款', refund: '退款', flow: '资金流水' }
const BATCH = 500

interface ExportedRow {
  readonly id: string
  readonly subject: string
  readonly attemptNo: string | null
  readonly refundNo: string | null
  readonly channelTxn: string | null
  readonly bookedAt: Instant | null
  readonly said: string | null
  readonly billFen: number | null
  readonly feeFen: number | null
  readonly ownFen: number | null
  readonly outcome: string | null
  readonly kind: DifferenceKind | null
  readonly breakState: DifferenceState | null
}

/** Every row of the bill, every number of ours that no bill has, and every movement of the account, with what became of each. */
const ROWS = `
  select * from (
    select r.id, r.subject, r.attempt_no as "attemptNo", r.refund_no as "refundNo", r.channel_txn as "channelTxn",
           r.booked_at as "bookedAt", r.state as said, r.amount_fen as "billFen", r.fee_fen as "feeFen",
           case when r.outcome = 'matched' then r.amount_fen else b.own_fen end as "ownFen", r.outcome, b.kind, b.state as "breakState"
      from bill_rows r left join recon_breaks b on b.bill_row_id = r.id and r.outcome <> 'matched' where r.file_id = $1
    union all
    select b.id, b.subject, a.attempt_no, case b.subject when 'refund' then b.number end, a.channel_txn, null, null, null, null,
           b.own_fen, null, b.kind, b.state
      from recon_breaks b join payment_attempts a on a.id = b.attempt_id where b.file_id = $1 and b.bill_row_id is null
    union all
    select m.id, 'flow', null, null, m.business_no, m.booked_at, m.word, m.amount_fen, null, null,
           case when m.outcome in ('agrees', 'booked') then 'matched' end, b.kind, b.state
      from bill_flows m left join recon_breaks b on b.flow_id = m.id where m.file_id in (${filesOfDay('$1')})
    union all
    select b.id, b.subject, b.number, null, null, null, null, b.bill_fen, b.fee_fen, b.own_fen, null, b.kind, b.state
      from recon_breaks b where b.file_id in (${filesOfDay('$1')}) and b.kind in ('flow_amount', 'flow_fee')
  ) rows where id > $2 order by id limit ${BATCH}`

const NOTHING = '00000000-0000-0000-0000-000000000000'

@Injectable()
export class ExportDay {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queries: ReconciliationQueries,
    private readonly auditLog: AuditLog,
  ) {}

  /** A table carried away leaves a row; a repeated call makes it anew. Throws NOT_FOUND. */
  async run(operator: OperatorActor, call: IdempotentCall, id: string): Promise<FileReply> {
    const day = await this.queries.day(id)
    await this.database.transaction(async (tx) => {
      const outcome = await this.idempotency.run(tx, call, 'bill_export', (proposed) => Promise.resolve(proposed))
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'reconciliation.read',
        action: 'reconciliation.exported',
        subject: { kind: 'bill_export', id: outcome.id },
        after: { day: day.day, wallet: day.wallet, fileId: id },
      })
    })
    return csvFile(`对账-${WALLETS[day.wallet as keyof typeof WALLETS]}-${day.day}`, this.lines(day))
  }

  private async *lines(day: BillDayDetail): AsyncGenerator<Line> {
    yield HEADER
    let after: string | undefined = NOTHING
    while (after !== undefined) {
      const rows: ExportedRow[] = await this.database.rows<ExportedRow>(ROWS, [day.id, after])
      for (const row of rows) yield lineOf(row)
      after = rows.length < BATCH ? undefined : rows.at(-1)?.id
    }
  }
}

const yuan = (amountFen: number | null): string => (amountFen === null ? '' : formatFen(fen(amountFen)))

const resultOf = ({ outcome, kind }: ExportedRow): string => {
  if (outcome === 'matched') return '相符'
  return kind === null ? '待核对' : KINDS[kind]
}

const lineOf = (row: ExportedRow): Line => [
  SUBJECTS[row.subject] ?? '',
  row.attemptNo ?? '',
  row.refundNo ?? '',
  row.channelTxn ?? '',
  row.bookedAt === null ? '' : shopTimeText(row.bookedAt, 'second'),
  row.said ?? '',
  yuan(row.billFen),
  yuan(row.feeFen),
  yuan(row.ownFen),
  resultOf(row),
  row.breakState === null ? '' : STATES[row.breakState],
]
