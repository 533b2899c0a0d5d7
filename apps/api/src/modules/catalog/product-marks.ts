import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { Doer } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'

/** Who holds a version that is no longer the present one. */
interface Seen {
  readonly version: number
  readonly editedAt: Instant | null
  readonly editedBy: string | null
}

/**
 * A version stands for what an editor's form would write back: it goes on with every write of that, by whomever. What
 * the form does not hold (sales, stock, the shelf itself) leaves it alone, so that no editor is told of it in vain.
 */
@Injectable()
export class ProductMarks {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** The next version of these products, and who made it. */
  async edited(tx: Tx, spuIds: readonly string[], actor?: Doer): Promise<void> {
    await tx.execute(
      'update spus set version = version + 1, edited_at = $2, edited_by = $3 where id = any($1::uuid[])',
      [...[spuIds, isoOf(this.clock.now()), actor?.kind === 'operator' ? actor.displayName : null]],
    )
    await this.told(tx, spuIds)
  }

  /** Something else of them that people see was written. */
  async told(tx: Tx, spuIds: readonly string[]): Promise<void> {
    await this.outbox.publishAll(
      tx,
      'product.changed',
      spuIds.map((spuId) => ({ spuId })),
    )
  }
}

/** Throws VERSION_CONFLICT with the present version and who saved it when, so that nothing has to be guessed. */
export const assertVersion = ({ version, editedAt, editedBy }: Seen, seen: number): void => {
  if (version === seen) return
  throw new DomainError('VERSION_CONFLICT', {
    version,
    savedAt: editedAt === null ? null : isoOf(editedAt),
    savedBy: editedBy,
  })
}
