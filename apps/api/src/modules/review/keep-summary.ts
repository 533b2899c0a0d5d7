import { Injectable } from '@nestjs/common'
import { LOW_STARS } from '@jishi/contracts/review/review.terms'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'

const NUMBERS = `count, stars, goods_sum, service_sum, delivery_sum, with_pictures, appended, low, tags`

const FOLD = `
  with shown as (
    select r.*, jsonb_array_length(p.pictures) > 0 as pictured,
           exists (select 1 from review_parts a where a.review_id = r.id and a.part = 'append' and a.state = 'shown') as added
      from reviews r join review_parts p on p.review_id = r.id and p.part = 'review'
     where r.spu_id = $1 and p.state = 'shown'
  )
  select count(*)::int as count,
         array[count(*) filter (where goods = 1), count(*) filter (where goods = 2), count(*) filter (where goods = 3),
               count(*) filter (where goods = 4), count(*) filter (where goods = 5)]::int[] as stars,
         coalesce(sum(goods), 0)::int as goods_sum, coalesce(sum(service), 0)::int as service_sum,
         coalesce(sum(delivery), 0)::int as delivery_sum,
         count(*) filter (where pictured)::int as with_pictures, count(*) filter (where added)::int as appended,
         count(*) filter (where goods <= ${LOW_STARS})::int as low,
         coalesce((select jsonb_object_agg(tag, n) from
           (select tag, count(*) as n from shown, unnest(tags) as tag group by tag) as t), '{}'::jsonb) as tags
    from shown`

/** The numbers beside a product's reviews, always made anew from what is shown, so that nothing can drift. */
@Injectable()
export class KeepSummary {
  @On('review.changed', 'review.keep-summary')
  async run(tx: Tx, { payload: { spuId } }: DomainEvent<'review.changed'>): Promise<void> {
    await tx.execute(
      `insert into review_summaries (spu_id, ${NUMBERS}) values ($1, 0, '{0,0,0,0,0}', 0, 0, 0, 0, 0, 0, '{}')
       on conflict do nothing`,
      [spuId],
    )
    // Whoever counts holds the row: the next one counts what this one saw and more.
    await tx.one('select 1 as held from review_summaries where spu_id = $1 for no key update', [spuId])
    await tx.execute(`update review_summaries set (${NUMBERS}) = (${FOLD}) where spu_id = $1`, [spuId])
  }
}
