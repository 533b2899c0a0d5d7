import { Injectable } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'

type Effect = (tx: Tx) => Promise<Id<'offer'>>

/** Runs an operator's write once per key, in one Tx. */
@Injectable()
export class KeyedOffer {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
  ) {}

  /** Answers the promotion with its present version. */
  async run(call: IdempotentCall, effect: Effect): Promise<Saved> {
    const id = await this.once(call, effect)
    return this.database.one<Saved>('select id, version from offers where id = $1', [id])
  }

  async once(call: IdempotentCall, effect: Effect): Promise<Id<'offer'>> {
    const outcome = await this.database.transaction((tx) => this.idempotency.run(tx, call, 'offer', () => effect(tx)))
    return outcome.id
  }
}
