import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'

/**
 * SKUs first, then their products, each in id order, so that two orders of the same goods never wait for each other crosswise: the
 * rows of products are looked up once those of SKUs have been counted.
 */
const COUNT = `
  with sold as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as l (sku_id, spu_id, qty)
  ), of_skus as (
    select sku_id, sum(qty)::bigint as qty from sold group by sku_id
  ), of_spus as (
    select spu_id, sum(qty)::bigint as qty from sold group by spu_id
  ), held_skus as (
    select k.id from skus k join of_skus n on n.sku_id = k.id order by k.id for no key update of k
  ), counted as (
    update skus k set sold_count = k.sold_count + n.qty from of_skus n, held_skus h where k.id = n.sku_id and h.id = k.id
    returning k.id
  ), held_spus as (
    select s.id from spus s join of_spus n on n.spu_id = s.id
     where (select count(*) from counted) >= 0 order by s.id for no key update of s
  )
  update spus s set sold_count = s.sold_count + n.qty, sold_at = greatest(s.sold_at, $4)
    from of_spus n, held_spus h where s.id = n.spu_id and h.id = s.id`

/** Sold counts are what was really paid for, counted once an order; a later refund does not rewrite them. */
@Injectable()
export class CountSales {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @On('order.paid', 'catalog.count-sales')
  async orderPaid(tx: Tx, event: DomainEvent<'order.paid'>): Promise<void> {
    const { lines } = event.payload
    await tx.execute(COUNT, [
      lines.map(({ skuId }) => skuId),
      lines.map(({ spuId }) => spuId),
      lines.map(({ qty }) => qty),
      isoOf(this.clock.now()),
    ])
  }
}
