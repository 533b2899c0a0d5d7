import { Module } from '@nestjs/common'
import { LedgerFacade } from './ledger.facade.js'

@Module({ providers: [LedgerFacade], exports: [LedgerFacade] })
export class LedgerModule {}
