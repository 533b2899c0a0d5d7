import { Injectable } from '@nestjs/common'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { On } from '../../../infra/worker/decorators.js'

const BATCH = 500

/** The products each kind of thing is shown on. Those in the recycle bin too: they come back as they are then. */
const CARRIERS = {
  brand: 'select id from spus where brand_id = $1',
  tag: 'select spu_id as id from spu_tags where tag_id = $1',
  attribute: 'select distinct spu_id as id from spu_attribute_values where attribute_id = $1',
  category: `select s.id from categories above join categories below on starts_with(below.path, above.path)
               join spus s on s.category_id = below.id where above.id = $1`,
} as const

/** Tells of every product that shows a renamed, moved or archived thing; a batch at a time, each telling of the next. */
@Injectable()
export class TellProducts {
  constructor(private readonly outbox: Outbox) {}

  @On('assortment.changed', 'catalog.tell-products')
  async assortmentChanged(tx: Tx, { payload }: DomainEvent<'assortment.changed'>): Promise<void> {
    const { kind, id, after } = payload
    const rows = await tx.rows<{ spuId: string }>(
      `select c.id as "spuId" from (${CARRIERS[kind]}) c where $2::uuid is null or c.id > $2::uuid order by c.id limit $3`,
      [id, after, BATCH],
    )
    await this.outbox.publishAll(tx, 'product.changed', rows)
    const last = rows[BATCH - 1]
    if (last !== undefined) await this.outbox.publish(tx, 'assortment.changed', { kind, id, after: last.spuId })
  }
}
