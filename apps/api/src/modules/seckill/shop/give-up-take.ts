import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ReleaseTakes } from '../engine/release-takes.js'

/** A member lets go of what they hold: somebody else may have it at once. */
@Injectable()
export class GiveUpTake {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly releasing: ReleaseTakes,
  ) {}

  /** Throws NOT_FOUND, also for somebody else's, and SECKILL_TAKE_GONE for one that is not held any more. */
  async run(memberId: string, takeId: string, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'seckillTake', async (): Promise<Id<'seckillTake'>> => {
        const take = await tx.maybe<{ itemId: string }>(
          'select item_id as "itemId" from seckill_takes where id = $1 and member_id = $2',
          [takeId, memberId],
        )
        if (take === undefined) throw new DomainError('NOT_FOUND')
        const freed = await this.releasing.givenUp(tx, take.itemId, takeId)
        if (freed === 0) throw new DomainError('SECKILL_TAKE_GONE')
        return idOf(takeId)
      }),
    )
  }
}
