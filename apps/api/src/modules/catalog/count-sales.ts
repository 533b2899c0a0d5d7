import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'

/** Sold counts are what was really paid for, counted once an order; a later refund does not rewrite them. */
@Injectable()
export class CountSales {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @On('order.paid', 'catalog.count-sales')
  async orderPaid(tx: Tx, event: DomainEvent<'order.paid'>): Promise<void> {
    const { lines } = event.payload
    // Rows are taken in id order, so that two orders of the same goods never wait for each other crosswise.
    await tx.execute(
      `with sold as (
         select sku_id, sum(qty)::bigint as qty from unnest($1::uuid[], $2::bigint[]) as l (sku_id, qty) group by sku_id
       ), held as (
         select k.id from skus k join sold on sold.sku_id = k.id order by k.id for no key update of k
       )
       update skus k set sold_count = k.sold_count + sold.qty from sold, held where k.id = sold.sku_id and held.id = k.id`,
      [lines.map(({ skuId }) => skuId), lines.map(({ qty }) => qty)],
    )
    await tx.execute(
      `with sold as (
         select spu_id, sum(qty)::bigint as qty from unnest($1::uuid[], $2::bigint[]) as l (spu_id, qty) group by spu_id
       ), held as (
         select s.id from spus s join sold on sold.spu_id = s.id order by s.id for no key update of s
       )
       update spus s set sold_count = s.sold_count + sold.qty, sold_at = greatest(s.sold_at, $3) from sold, held where s.id = sold.spu_id and held.id = s.id`,
      [lines.map(({ spuId }) => spuId), lines.map(({ qty }) => qty), isoOf(this.clock.now())],
    )
  }
}
