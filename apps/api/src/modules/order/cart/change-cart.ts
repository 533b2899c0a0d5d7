import { Inject, Injectable } from '@nestjs/common'
import type { ChangeLineBody, SelectLinesBody } from '@jishi/contracts/order/cart.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { shopperContext, unitFenAt } from '../../pricing/index.js'
import { GoodsFacts } from '../goods-facts.js'
import { lockCart, touchCart } from './cart.store.js'

interface LineRow {
  skuId: string
  qty: number
  selected: boolean
}

/** Changes of lines that are already there. A repeat of what already holds changes nothing, not even the version. */
@Injectable()
export class ChangeCart {
  constructor(
    private readonly database: Database,
    private readonly goods: GoodsFacts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  changeLine(memberId: string, lineId: string, change: ChangeLineBody, channel: Platform | null): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockCart(tx, memberId)
      const line = await this.lineOf(tx, memberId, lineId)
      const wanted = {
        skuId: change.skuId ?? line.skuId,
        qty: change.qty ?? line.qty,
        selected: change.selected ?? line.selected,
      }
      if (wanted.skuId !== line.skuId) await this.swapSku(tx, memberId, lineId, wanted, channel)
      else if (wanted.qty !== line.qty || wanted.selected !== line.selected) await this.rewrite(tx, lineId, wanted)
      else return
      await touchCart(tx, memberId, this.clock.now())
    })
  }

  removeLine(memberId: string, lineId: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockCart(tx, memberId)
      const removed = await tx.execute(`delete from cart_lines where id = $1 and member_id = $2`, [lineId, memberId])
      if (removed === 0) throw new DomainError('NOT_FOUND')
      await touchCart(tx, memberId, this.clock.now())
    })
  }

  /** Named lines, or all of them. A line that is not this member's refuses the whole selection. */
  selectLines(memberId: string, { selected, lineIds }: SelectLinesBody): Promise<void> {
    return this.database.transaction(async (tx) => {
      const named = lineIds === undefined ? undefined : [...new Set(lineIds)]
      if (named === undefined && !(await hasCart(tx, memberId))) return
      await lockCart(tx, memberId)
      if (named !== undefined) await this.refuseForeign(tx, memberId, named)
      const changed = await tx.execute(
        `update cart_lines set selected = $2
          where member_id = $1 and selected <> $2 and ($3::uuid[] is null or id = any($3))`,
        [memberId, selected, named ?? null],
      )
      if (changed > 0) await touchCart(tx, memberId, this.clock.now())
    })
  }

  private async lineOf(tx: Tx, memberId: string, lineId: string): Promise<LineRow> {
    const line = await tx.maybe<LineRow>(
      `select sku_id as "skuId", qty, selected from cart_lines where id = $1 and member_id = $2`,
      [lineId, memberId],
    )
    if (line === undefined) throw new DomainError('NOT_FOUND')
    return line
  }

  private async refuseForeign(tx: Tx, memberId: string, lineIds: readonly string[]): Promise<void> {
    const { count } = await tx.one<{ count: number }>(
      `select count(*) as count from cart_lines where member_id = $1 and id = any($2)`,
      [memberId, lineIds],
    )
    if (count !== lineIds.length) throw new DomainError('NOT_FOUND')
  }

  private async rewrite(tx: Tx, lineId: string, wanted: LineRow): Promise<void> {
    await tx.execute(`update cart_lines set qty = $2, selected = $3 where id = $1`, [
      lineId,
      wanted.qty,
      wanted.selected,
    ])
  }

  /** Another SKU of a product: where the cart already has a line of it, the two become one. */
  private async swapSku(
    tx: Tx,
    memberId: string,
    lineId: string,
    wanted: LineRow,
    channel: Platform | null,
  ): Promise<void> {
    const context = shopperContext(channel, this.clock.now())
    const sku = (await this.goods.ofSkus(tx, [wanted.skuId], context.at)).get(wanted.skuId)
    if (sku === undefined) throw new DomainError('NOT_FOUND')
    if (!sku.onSale) throw new DomainError('NOT_ON_SALE', { items: [{ skuId: wanted.skuId }] })
    const merged = await tx.maybe<{ qty: number }>(
      `delete from cart_lines where member_id = $1 and sku_id = $2 and kind_ref = '' and id <> $3 returning qty`,
      [memberId, wanted.skuId, lineId],
    )
    await tx.execute(
      `update cart_lines set sku_id = $2, qty = least($3::int, ${MAX_LINE_QTY}), selected = $4, added_price_fen = $5
        where id = $1`,
      [lineId, wanted.skuId, wanted.qty + (merged?.qty ?? 0), wanted.selected, unitFenAt(sku.prices, 1, context)],
    )
  }
}

async function hasCart(tx: Tx, memberId: string): Promise<boolean> {
  return (await tx.maybe(`select 1 as found from carts where member_id = $1`, [memberId])) !== undefined
}
