import { Inject, Injectable } from '@nestjs/common'
import type { SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { newSku } from './add-product.js'
import { ChangePrice } from './change-price.js'
import { optionKey, skuLabel } from './domain/option-matrix.js'
import type { Axes } from './rewrite-options.js'
import { SkuRows } from './sku-rows.js'

interface Row {
  readonly id: string
  readonly valueIds: readonly string[]
  readonly externalCode: string
  readonly floorFen: number | null
}

interface Placed {
  readonly body: SkuBody
  readonly valueIds: readonly string[]
  readonly position: number
  readonly row: Row | undefined
}

/** A combination is the same whatever the order of its options. */
const combination = (valueIds: readonly string[]): string => [...valueIds].sort().join('+')

/**
 * Writes the SKUs of a product anew. A combination that stays keeps its row; one that is gone is archived with its stock
 * and its history; one that comes back finds both. A price is changed by the one use case that keeps its history.
 */
@Injectable()
export class RewriteSkus {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly skuRows: SkuRows,
    private readonly changePrice: ChangePrice,
  ) {}

  /** Throws PRICE_BELOW_FLOOR where a floor rises above a price of some list. */
  async run(
    tx: Tx,
    spuId: string,
    skus: readonly SkuBody[],
    axes: Axes,
    picture: (id: string) => Picture,
  ): Promise<void> {
    const rows = await tx.rows<Row>(
      `select id, value_ids as "valueIds", external_code as "externalCode", floor_fen as "floorFen" from skus where spu_id = $1`,
      [spuId],
    )
    const byCombination = new Map(rows.map((row) => [combination(row.valueIds), row]))
    const placed = skus.map((body, position): Placed => {
      const valueIds = axes.map((axis, index) => present(axis.get(body.values[index] ?? ''), 'an option value'))
      return { body, valueIds, position, row: byCombination.get(combination(valueIds)) }
    })
    await this.archiveOthers(
      tx,
      spuId,
      placed.flatMap(({ row }) => row?.id ?? []),
    )
    await this.update(tx, placed, picture)
    const fresh = placed.filter(({ row }) => row === undefined)
    const made = fresh.map(({ body, valueIds, position }) => ({
      ...{ id: newId<'sku'>(this.clock), given: newSku(body), valueIds, position },
    }))
    await this.skuRows.insert(tx, spuId, made, picture)
    const kept = placed.flatMap(({ row, body }) =>
      row === undefined ? [] : [{ skuId: row.id, priceFen: fen(body.priceFen) }],
    )
    await this.changePrice.runAll(tx, spuId, kept)
    await this.assertAboveRaisedFloors(tx, placed)
  }

  /** Prices that hold now or will, in any list but the suggested one, which is never charged. */
  private async assertAboveRaisedFloors(tx: Tx, placed: readonly Placed[]): Promise<void> {
    const raised = placed.flatMap(({ row, body, position }) =>
      row !== undefined && (body.floorFen ?? 0) > (row.floorFen ?? 0) ? [{ id: row.id, position }] : [],
    )
    if (raised.length === 0) return
    const below = await tx.rows<{ position: number; priceFen: number }>(
      `select r.position, min(p.price_fen) as "priceFen" from unnest($1::uuid[], $2::int[]) as r (id, position)
         join skus k on k.id = r.id join sku_prices p on p.sku_id = k.id
        where p.list <> 'market' and p.price_fen < k.floor_fen and (upper_inf(p.valid) or upper(p.valid) > $3)
        group by r.position order by r.position`,
      [raised.map(({ id }) => id), raised.map(({ position }) => position), isoOf(this.clock.now())],
    )
    const items = below.map(({ position, priceFen }) => ({ path: `skus.${position}.floorFen`, priceFen }))
    if (items.length > 0) throw new DomainError('PRICE_BELOW_FLOOR', { items })
  }

  private async archiveOthers(tx: Tx, spuId: string, kept: readonly string[]): Promise<void> {
    await tx.execute(
      'update skus set archived_at = $3 where spu_id = $1 and id <> all($2::uuid[]) and archived_at is null',
      [spuId, kept, isoOf(this.clock.now())],
    )
  }

  private async update(tx: Tx, placed: readonly Placed[], picture: (id: string) => Picture): Promise<void> {
    const rows = placed.flatMap(({ body, valueIds, position, row }) =>
      row === undefined
        ? []
        : [
            {
              id: row.id,
              valueIds,
              optionKey: optionKey(valueIds),
              label: skuLabel(body.values),
              externalCode: body.externalCode ?? row.externalCode,
              barcode: body.barcode,
              weightG: body.weightG,
              volumeCm3: body.volumeCm3,
              costFen: body.costFen,
              floorFen: body.floorFen,
              picture: body.pictureId === null ? null : picture(body.pictureId),
              onSale: body.onSale,
              position,
            },
          ],
    )
    await tx.execute(
      `update skus k set value_ids = array(select jsonb_array_elements_text(r."valueIds")::uuid), option_key = r."optionKey",
              label = r.label, external_code = r."externalCode", barcode = r.barcode, weight_g = r."weightG",
              volume_cm3 = r."volumeCm3", cost_fen = r."costFen", floor_fen = r."floorFen", picture = nullif(r.picture, 'null'), on_sale = r."onSale", position = r.position,
              archived_at = null
         from jsonb_to_recordset($1) as r (id uuid, "valueIds" jsonb, "optionKey" text, label text, "externalCode" text,
              barcode text, "weightG" int, "volumeCm3" int, "costFen" bigint, "floorFen" bigint, picture jsonb, "onSale" boolean, position int)
        where k.id = r.id`,
      [json(rows)],
    )
  }
}
