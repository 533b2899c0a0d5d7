import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import type { NewCategory } from './catalog.types.js'

@Injectable()
export class CreateCategory {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
  ) {}

  /** Throws NOT_FOUND when the parent is missing or archived. */
  async run(tx: Tx, category: NewCategory): Promise<Id<'category'>> {
    const id = newId<'category'>(this.clock)
    const above = category.parentId === undefined ? '/' : await this.pathOf(tx, category.parentId)
    await tx.execute(
      `insert into categories (id, parent_id, code, name, path, position, icon, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        category.parentId ?? null,
        category.code,
        category.name,
        `${above}${id}/`,
        category.position,
        await this.icon(tx, category.iconId),
        isoOf(this.clock.now()),
      ],
    )
    return id
  }

  private async pathOf(tx: Tx, id: Id<'category'>): Promise<string> {
    // The share lock keeps the parent from being archived or moved while a child is put under it.
    const parent = await tx.maybe<{ path: string }>(
      'select path from categories where id = $1 and archived_at is null for share',
      [id],
    )
    if (parent === undefined) throw new DomainError('NOT_FOUND')
    return parent.path
  }

  private async icon(tx: Tx, iconId: string | undefined): Promise<string | null> {
    if (iconId === undefined) return null
    const picture = (await this.media.usable(tx, [iconId])).get(iconId)
    assert(picture !== undefined, `there is no picture ${iconId}`)
    return json(picture)
  }
}
