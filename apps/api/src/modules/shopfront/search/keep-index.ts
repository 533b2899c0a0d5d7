import { Injectable } from '@nestjs/common'
import { addMinutes, instantOf, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On, Sweep } from '../../../infra/worker/decorators.js'
import { CatalogFacade, SearchSource, type SoldProduct } from '../../catalog/index.js'
import { IndexProducts } from './index-products.js'

const BATCH = 500
/** A sale may commit after a later one did: so far back is looked again. */
const OVERLAP_MINUTES = 2

/** Keeps the search's copy true to what the catalogue and the stock tell. */
@Injectable()
export class KeepIndex {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly source: SearchSource,
    private readonly index: IndexProducts,
  ) {}

  @On('product.changed', 'search.product-changed')
  changed(tx: Tx, { payload }: DomainEvent<'product.changed'>): Promise<void> {
    return this.index.run(tx, [payload.spuId])
  }

  @On('product.shelf_changed', 'search.shelf-changed')
  shelfChanged(tx: Tx, { payload }: DomainEvent<'product.shelf_changed'>): Promise<void> {
    return this.index.run(tx, [payload.spuId])
  }

  @On('product.price_changed', 'search.price-changed')
  priceChanged(tx: Tx, { payload }: DomainEvent<'product.price_changed'>): Promise<void> {
    return this.index.run(tx, [payload.spuId])
  }

  @On('stock.crossed', 'search.stock-crossed')
  async stockCrossed(tx: Tx, { payload }: DomainEvent<'stock.crossed'>): Promise<void> {
    const facts = await this.catalog.skuFacts(tx, payload.skuIds)
    await this.index.run(tx, [...new Set([...facts.values()].map(({ spuId }) => spuId))].sort())
  }

  /**
   * Sold counts are read in bulk instead of being told by each order: a sale moves a product in the lists a little later
   * and costs a checkout nothing.
   */
  @Sweep('search.sold-counts', minuteMs)
  async soldCounts(): Promise<number> {
    const since = await this.salesSeen()
    const from = isoOf(since === undefined ? instantOf(0) : addMinutes(since, -OVERLAP_MINUTES))
    const sold = await this.source.soldSince(this.database, from, BATCH)
    const last = sold[sold.length - 1]
    if (last === undefined) return 0
    const moved = await this.database.transaction((tx) => this.bring(tx, sold, last.soldAt))
    // The overlap is seen again each time; only a full batch means that more is waiting.
    return sold.length === BATCH ? Math.max(moved, 1) : 0
  }

  private async salesSeen(): Promise<Instant | undefined> {
    const row = await this.database.maybe<{ until: Instant }>('select until_at as until from search_sales_seen')
    return row?.until
  }

  private async bring(tx: Tx, sold: readonly SoldProduct[], until: Instant): Promise<number> {
    const rows = [...sold].sort((a, b) => (a.id < b.id ? -1 : 1))
    const moved = await tx.execute(
      `update product_search p set sold_count = g.sold_count
         from unnest($1::uuid[], $2::bigint[]) as g (spu_id, sold_count)
        where p.spu_id = g.spu_id and p.sold_count < g.sold_count`,
      [rows.map(({ id }) => id), rows.map(({ soldCount }) => soldCount)],
    )
    await tx.execute(
      `insert into search_sales_seen (id, until_at) values (1, $1)
       on conflict (id) do update set until_at = greatest(search_sales_seen.until_at, excluded.until_at)`,
      [isoOf(until)],
    )
    return moved
  }
}
