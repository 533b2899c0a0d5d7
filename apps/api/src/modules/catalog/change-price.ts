import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import type { Tx } from '../../infra/database/sql.js'
import { PriceTurns } from './prices/price-turns.js'
import { ProductMarks } from './product-marks.js'

interface Wanted {
  readonly skuId: string
  readonly priceFen: Fen
}

interface Standing {
  readonly skuId: string
  readonly spuId: string
  readonly priceFen: number
}

/** Sets the base price of one SKU and carries its price history on. */
@Injectable()
export class ChangePrice {
  constructor(
    private readonly turns: PriceTurns,
    private readonly marks: ProductMarks,
  ) {}

  /**
   * Sets the price of one piece that stands; prices for some days keep their days and amounts. The same price again changes
   * nothing. Throws NOT_FOUND when there is no such SKU.
   */
  async run(tx: Tx, skuId: string, priceFen: Fen): Promise<void> {
    const [found] = await this.standing(tx, [skuId])
    if (found === undefined) throw new DomainError('NOT_FOUND')
    await this.runAll(tx, found.spuId, [{ skuId, priceFen }])
  }

  /** The same for many SKUs of one product at once, in as many statements as for one. */
  async runAll(tx: Tx, spuId: string, wanted: readonly Wanted[]): Promise<void> {
    if (differing(await this.standing(tx, idsOf(wanted)), wanted).length === 0) return
    await this.turns.hold(tx, spuId)
    const changes = differing(await this.standing(tx, idsOf(wanted)), wanted)
    await this.turns.settle(tx, spuId)
    // The pieces of the price that stands: back from the one without an end, up to where it was another price.
    await tx.execute(
      `with wanted as (
         select * from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as w (sku_id, was_fen, price_fen)
       ), standing as (
         select p.id, p.sku_id, p.price_fen, coalesce(lower(p.valid), '-infinity') as begins
           from sku_prices p join wanted w on w.sku_id = p.sku_id
          where p.list = 'base' and p.min_qty = 1 and not p.limited
       )
       update sku_prices p set price_fen = w.price_fen from standing s join wanted w on w.sku_id = s.sku_id
        where p.id = s.id and not exists (
          select 1 from standing other
           where other.sku_id = s.sku_id and other.price_fen <> w.was_fen and other.begins >= s.begins)`,
      [changes.map(({ skuId }) => skuId), changes.map(({ wasFen }) => wasFen), changes.map(({ priceFen }) => priceFen)],
    )
    await this.turns.follow(tx, spuId)
    await this.marks.edited(tx, [spuId])
  }

  private standing(tx: Tx, skuIds: readonly string[]): Promise<Standing[]> {
    return tx.rows<Standing>(
      `select k.id as "skuId", k.spu_id as "spuId", p.price_fen as "priceFen"
         from skus k join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1
          and not p.limited and upper_inf(p.valid)
        where k.id = any($1::uuid[]) and k.archived_at is null`,
      [skuIds],
    )
  }
}

const idsOf = (wanted: readonly Wanted[]): string[] => wanted.map(({ skuId }) => skuId)

/** Those whose price is another than the one that stands, with the one that stands. */
const differing = (standing: readonly Standing[], wanted: readonly Wanted[]): (Wanted & { wasFen: number })[] => {
  const stands = new Map(standing.map(({ skuId, priceFen }) => [skuId, priceFen]))
  return wanted.flatMap((change) => {
    const wasFen = stands.get(change.skuId)
    return wasFen === undefined || wasFen === change.priceFen ? [] : [{ ...change, wasFen }]
  })
}
