import { Injectable } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { namesAreTaken } from './code-taken.js'

type Versioned = 'spus' | 'categories' | 'permits' | 'brands' | 'tags' | 'attributes' | 'freight_templates'

/** Runs an operator's write once per key, in one Tx, and answers the row it wrote with its present version. */
@Injectable()
export class KeyedWrite {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
  ) {}

  async run<Kind extends string>(
    call: IdempotentCall,
    kind: Kind,
    table: Versioned,
    effect: (tx: Tx, proposed: Id<Kind>) => Promise<Id<Kind>>,
  ): Promise<Saved> {
    const { id } = await this.once(call, kind, effect)
    return this.database.one<Saved>(`select id, version from ${table} where id = $1`, [id])
  }

  /** For a write whose answer is not one row. */
  once<Kind extends string>(
    call: IdempotentCall,
    kind: Kind,
    effect: (tx: Tx, proposed: Id<Kind>) => Promise<Id<Kind>>,
  ) {
    return this.database
      .transaction((tx) => this.idempotency.run(tx, call, kind, (id) => effect(tx, id)))
      .catch(namesAreTaken)
  }
}
