import { Inject, Injectable } from '@nestjs/common'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import type { NewSku } from './catalog.types.js'
import { optionKey, skuLabel } from './domain/option-matrix.js'

export interface MadeSku {
  readonly id: Id<'sku'>
  readonly given: NewSku
  readonly valueIds: readonly string[]
  readonly position: number
}

/** Writes new SKUs with their first price and the beginning of its history. */
@Injectable()
export class SkuRows {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async insert(tx: Tx, spuId: string, skus: readonly MadeSku[], picture: (id: string) => Picture): Promise<void> {
    if (skus.length === 0) return
    const rows = skus.map(({ id, given, valueIds, position }) => ({
      id,
      valueIds,
      optionKey: optionKey(valueIds),
      label: skuLabel(given.values),
      externalCode: given.externalCode,
      barcode: given.barcode ?? null,
      weightG: given.weightG,
      volumeCm3: given.volumeCm3 ?? null,
      costFen: given.costFen ?? null,
      floorFen: given.floorFen ?? null,
      picture: given.pictureId === undefined ? null : picture(given.pictureId),
      onSale: given.onSale ?? true,
      position,
    }))
    await tx.execute(
      `insert into skus (id, spu_id, value_ids, option_key, label, external_code, barcode, weight_g, volume_cm3,
         cost_fen, floor_fen, picture, on_sale, position, created_at)
       select r.id, $1, array(select jsonb_array_elements_text(r."valueIds")::uuid), r."optionKey", r.label, r."externalCode",
              r.barcode, r."weightG", r."volumeCm3", r."costFen", r."floorFen", nullif(r.picture, 'null'), r."onSale", r.position, $3
         from jsonb_to_recordset($2) as r (id uuid, "valueIds" jsonb, "optionKey" text, label text, "externalCode" text,
              barcode text, "weightG" int, "volumeCm3" int, "costFen" bigint, "floorFen" bigint, picture jsonb, "onSale" boolean, position int)`,
      [spuId, json(rows), isoOf(this.clock.now())],
    )
    await this.insertPrices(tx, skus)
  }

  private async insertPrices(tx: Tx, skus: readonly MadeSku[]): Promise<void> {
    const skuIds = skus.map(({ id }) => id)
    const prices = skus.map(({ given }) => given.priceFen)
    await tx.execute(
      `with first as (
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) as f (price_id, history_id, sku_id, fen)
       ), priced as (
         insert into sku_prices (id, sku_id, list, price_fen) select price_id, sku_id, 'base', fen from first
       )
       insert into price_history (id, sku_id, effective_fen, from_at) select history_id, sku_id, fen, $5 from first`,
      [
        skus.map(() => newId<'skuPrice'>(this.clock)),
        skus.map(() => newId<'priceHistory'>(this.clock)),
        skuIds,
        prices,
        isoOf(this.clock.now()),
      ],
    )
  }
}
