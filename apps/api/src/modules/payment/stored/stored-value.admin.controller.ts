import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  storedValueEndpoints as endpoints,
  type MemberStored,
  type MemberStoredEntry,
} from '@jishi/contracts/payment/stored-value.schema'
import { Input } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { StoredBalanceQueries } from './stored-balance.queries.js'

/** What an operator sees of somebody's balance. */
@Controller()
export class StoredValueAdminController {
  constructor(private readonly balances: StoredBalanceQueries) {}

  @Serve(endpoints.memberBalance)
  balance(@Input() { params }: InputOf<typeof endpoints.memberBalance>): Promise<MemberStored> {
    return this.balances.ofMember(params.id)
  }

  @Serve(endpoints.memberEntries)
  entries(@Input() { params, query }: InputOf<typeof endpoints.memberEntries>): Promise<Page<MemberStoredEntry>> {
    return this.balances.entriesOfMember(params.id, query)
  }
}
