import { Inject, Injectable } from '@nestjs/common'
import type { PermitKind } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import { shopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'

/** Some goods may be offered only by a shop that holds a paper for them; a category asks for it in all that lies below. */
@Injectable()
export class PermitCheck {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** The first kind of permit that goods of this category need and the shop does not hold today. */
  async missing(reader: Sql, categoryId: string): Promise<PermitKind | undefined> {
    const found = await reader.rows<{ kind: PermitKind }>(
      `select above.permit_kind as kind
         from categories c join categories above on starts_with(c.path, above.path)
        where c.id = $1 and above.permit_kind is not null and above.archived_at is null
          and not exists (
            select 1 from permits p where p.kind = above.permit_kind and p.archived_at is null
               and p.valid_from <= $2::date and (p.valid_to is null or p.valid_to >= $2::date))
        order by length(above.path) limit 1`,
      [categoryId, shopDay(this.clock.now())],
    )
    return found[0]?.kind
  }

  /** Throws PERMIT_MISSING with the kind. */
  async assertHeld(reader: Sql, categoryId: string): Promise<void> {
    const permitKind = await this.missing(reader, categoryId)
    if (permitKind !== undefined) throw new DomainError('PERMIT_MISSING', { permitKind })
  }
}
