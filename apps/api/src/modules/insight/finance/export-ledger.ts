import { Injectable } from '@nestjs/common'
import { ACCOUNT_NAMES, CHANNEL_NAMES, POSTING_NAMES } from '@jishi/contracts/ledger/ledger.names'
import type { LedgerExportBody, StatementRow } from '@jishi/contracts/ledger/ledger.schema'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { MAX_PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { fen, formatFen } from '@jishi/kernel/money'
import { instantOf, shopTimeText } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { csvFile, type Line } from '../../catalog/index.js'
import { daysOf, LedgerBooks, LedgerStatement } from '../../ledger/index.js'

const PERIOD_HEADER: Line = ['科目', '归属', '期初（元）', '借方（元）', '贷方（元）', '期末（元）']
const STATEMENT_HEADER: Line = ['时间', '事由', '单号', '借方（元）', '贷方（元）', '余额（元）', '对方科目']

type Asked<View extends LedgerExportBody['view']> = Extract<LedgerExportBody, { view: View }>
/** What a newer release knows and this list does not stands by its code. */
const nameIn = (names: Readonly<Record<string, string>>, code: string): string => names[code] ?? code
const accountName = (code: string): string => nameIn(ACCOUNT_NAMES, code)
const ownerName = (owner: string): string => nameIn(CHANNEL_NAMES, owner)
const postingName = (kind: string): string => nameIn(POSTING_NAMES, kind)
const yuan = (amountFen: number): string => formatFen(fen(amountFen))

/** The books as a table, as fast as its reader takes it; carrying them away leaves a row. */
@Injectable()
export class ExportLedger {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    private readonly books: LedgerBooks,
    private readonly statements: LedgerStatement,
  ) {}

  /** Throws VALIDATION_FAILED as the pages do, before anything is recorded. */
  async run(operator: OperatorActor, call: IdempotentCall, asked: LedgerExportBody): Promise<FileReply> {
    daysOf(asked.from, asked.to)
    if (asked.view === 'statement') {
      const { account, owner } = asked
      await this.statements.page({ account, owner, limit: 1 })
    }
    await this.database.transaction(async (tx) => {
      const { id } = await this.idempotency.run(tx, call, 'ledgerExport', (proposed) => Promise.resolve(proposed))
      await this.auditLog.write(tx, {
        ...{ actor: operator, permission: 'ledger.read', action: 'ledger.exported' },
        subject: { kind: 'ledger_export', id },
        after: asked,
      })
    })
    const name = `${asked.view === 'period' ? '科目余额' : accountName(asked.account)}-${asked.from}-${asked.to}`
    return csvFile(name, asked.view === 'period' ? this.period(asked) : this.statement(asked))
  }

  private async *period({ from, to }: Asked<'period'>): AsyncGenerator<Line> {
    yield PERIOD_HEADER
    const { accounts } = await this.books.period({ from, to })
    for (const { account, owner, openingFen, debitFen, creditFen, closingFen } of accounts)
      yield [accountName(account), ownerName(owner), ...[openingFen, debitFen, creditFen, closingFen].map(yuan)]
  }

  private async *statement({ account, owner, from, to }: Asked<'statement'>): AsyncGenerator<Line> {
    yield STATEMENT_HEADER
    let cursor: string | undefined
    do {
      const page = await this.statements.page({ account, owner, from, to, cursor, limit: MAX_PAGE_SIZE })
      for (const row of page.items) yield lineOf(row)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
}

const lineOf = ({ at, kind, reference, amountFen, balanceFen, contra }: StatementRow): Line => [
  ...[shopTimeText(instantOf(at), 'second'), postingName(kind), reference],
  ...[amountFen > 0 ? yuan(amountFen) : '', amountFen < 0 ? yuan(-amountFen) : '', yuan(balanceFen)],
  contra.map(({ account }) => accountName(account)).join('、'),
]
