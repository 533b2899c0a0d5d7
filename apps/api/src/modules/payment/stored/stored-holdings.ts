import { Injectable, type OnModuleInit } from '@nestjs/common'
import { MemberHoldings } from '../../identity/index.js'

/** Tells identity that whoever has a balance has something to lose: such an account is never merged away. */
@Injectable()
export class StoredHoldings implements OnModuleInit {
  constructor(private readonly holdings: MemberHoldings) {}

  onModuleInit(): void {
    this.holdings.register('stored value', async (reader, memberId) => {
      const { has } = await reader.one<{ has: boolean }>(
        'select exists (select 1 from stored_accounts where member_id = $1) as has',
        [memberId],
      )
      return has
    })
  }
}
