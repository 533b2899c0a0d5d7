import { Injectable, type OnModuleInit } from '@nestjs/common'
import { MemberHoldings } from '../identity/index.js'

/** Tells identity that whoever waits for an answer has something to lose: such an account is never merged away. */
@Injectable()
export class FeedbackHoldings implements OnModuleInit {
  constructor(private readonly holdings: MemberHoldings) {}

  onModuleInit(): void {
    this.holdings.register('feedbacks', async (reader, memberId) => {
      const { has } = await reader.one<{ has: boolean }>(
        'select exists (select 1 from feedbacks where member_id = $1) as has',
        [memberId],
      )
      return has
    })
  }
}
