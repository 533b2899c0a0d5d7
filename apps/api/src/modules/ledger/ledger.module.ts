import { Module } from '@nestjs/common'
import { LedgerAdminController } from './ledger.admin.controller.js'
import { LedgerBooks } from './ledger-books.queries.js'
import { LedgerFacade } from './ledger.facade.js'
import { LedgerStatement } from './ledger-statement.queries.js'
import { SumDays } from './sum-days.js'

@Module({
  controllers: [LedgerAdminController],
  providers: [LedgerBooks, LedgerFacade, LedgerStatement, SumDays],
  exports: [LedgerBooks, LedgerFacade, LedgerStatement],
})
export class LedgerModule {}
