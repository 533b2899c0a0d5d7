import { Inject, Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { BoughtAgain } from '@jishi/contracts/order/order-centre.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { MAX_CART_LINES } from '@jishi/contracts/primitives.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import type { SkuFacts } from '../../catalog/index.js'
import { InventoryFacade } from '../../inventory/index.js'
import { shopperContext } from '../../pricing/index.js'
import { GoodsFacts } from '../goods-facts.js'
import { newCartLine } from './add-to-cart.js'
import { addLines, cartOf } from './cart.store.js'

interface PastLine extends SkuQty {
  readonly title: string
}

type Missing = BoughtAgain['missing'][number]

/** What was bought, each SKU once; what came along was a gift of its time. */
const PAST = `
  select l.sku_id as "skuId", sum(l.qty)::int as qty, min(l.snapshot ->> 'title') as title
    from orders o join order_lines l on l.order_id = o.id and l.role = 'main'
   where o.id = $1 and o.member_id = $2 group by l.sku_id order by min(l.position)`

/** 再来一单: the goods of an order into the cart again, at the prices and as far as the stock of today. */
@Injectable()
export class BuyAgain {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly goods: GoodsFacts,
    private readonly inventory: InventoryFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND. A repeat of the call adds nothing more and tells again what is missing. */
  async run(memberId: string, orderId: string, call: IdempotentCall, channel: Platform | null): Promise<BoughtAgain> {
    const context = shopperContext(channel, this.clock.now())
    return this.database.transaction(async (tx) => {
      const past = await tx.rows<PastLine>(PAST, [orderId, memberId])
      if (past.length === 0) throw new DomainError('NOT_FOUND')
      const skuIds = past.map(({ skuId }) => skuId)
      const skus = await this.goods.ofSkus(tx, skuIds, context.at)
      const { found, missing } = await this.sorted(tx, memberId, past, skus)
      await this.idempotency.run(tx, call, 'cart', async () => {
        const lines = found.map((line) =>
          newCartLine(this.clock, line, present(skus.get(line.skuId), 'an SKU on sale'), context),
        )
        if (lines.length > 0) await addLines(tx, memberId, lines, this.clock.now())
        return idOf(memberId)
      })
      return { added: found.reduce((sum, { qty }) => sum + qty, 0), missing }
    })
  }

  /** Of goods that are short, as many as there are. */
  private async sorted(
    tx: Tx,
    memberId: string,
    past: readonly PastLine[],
    skus: ReadonlyMap<string, SkuFacts>,
  ): Promise<{ found: SkuQty[]; missing: Missing[] }> {
    const available = await this.inventory.available(tx, [...skus.keys()])
    const inCart = new Set((await cartOf(tx, memberId)).lines.map(({ skuId }) => skuId))
    let room = MAX_CART_LINES - inCart.size
    const found: SkuQty[] = []
    const missing: Missing[] = []
    for (const { skuId, qty, title } of past) {
      const left = available.get(skuId) ?? 0
      if (skus.get(skuId)?.onSale !== true) missing.push({ skuId, title, reason: 'off_shelf' })
      else if (left <= 0) missing.push({ skuId, title, reason: 'sold_out' })
      else if (!inCart.has(skuId) && room-- <= 0) missing.push({ skuId, title, reason: 'no_room' })
      else found.push({ skuId, qty: Math.min(qty, left) })
    }
    return { found, missing }
  }
}
