import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  ledgerEndpoints as endpoints,
  type OwnedBalance,
  type Period,
  type StatementRow,
  type TrialBalance,
} from '@jishi/contracts/ledger/ledger.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { Input } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { LedgerBooks } from './ledger-books.queries.js'
import { LedgerStatement } from './ledger-statement.queries.js'

@Controller()
export class LedgerAdminController {
  constructor(
    private readonly books: LedgerBooks,
    private readonly statements: LedgerStatement,
  ) {}

  @Serve(endpoints.trialBalance)
  trialBalance(@Input() { query }: InputOf<typeof endpoints.trialBalance>): Promise<TrialBalance> {
    return this.books.trialBalance(query)
  }

  @Serve(endpoints.ownedBalances)
  ownedBalances(@Input() { query }: InputOf<typeof endpoints.ownedBalances>): Promise<Page<OwnedBalance>> {
    return this.books.ownedBalances(query)
  }

  @Serve(endpoints.statement)
  statement(@Input() { query }: InputOf<typeof endpoints.statement>): Promise<Page<StatementRow>> {
    return this.statements.page(query)
  }

  @Serve(endpoints.period)
  period(@Input() { query }: InputOf<typeof endpoints.period>): Promise<Period> {
    return this.books.period(query)
  }
}
