import { Inject, Injectable } from '@nestjs/common'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { assert, present } from '@jishi/kernel/assert'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import type { MadeProduct, NewProduct, NewSku } from './catalog.types.js'
import { optionKey, positionsOf, skuLabel } from './domain/option-matrix.js'

interface MadeOption {
  readonly id: string
  readonly valueIds: readonly string[]
}

interface MadeSku {
  readonly id: Id<'sku'>
  readonly given: NewSku
  readonly valueIds: readonly string[]
}

/** Writes a product whole: options, SKUs, first prices and the beginning of their price history. */
@Injectable()
export class CreateProduct {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
  ) {}

  async run(tx: Tx, product: NewProduct): Promise<MadeProduct> {
    assert(product.skus.length > 0, `${product.code} has no SKU`)
    const spuId = newId<'spu'>(this.clock)
    const pictures = await this.picturesOf(tx, product)
    await this.insertSpu(tx, spuId, product, pictures)
    const options = await this.insertOptions(tx, spuId, product)
    const skus = product.skus.map((given): MadeSku => {
      const positions = positionsOf(product.options, given.values)
      const valueIds = positions.map((position, axis) => present(options[axis]?.valueIds[position], 'an option value'))
      return { id: newId<'sku'>(this.clock), given, valueIds }
    })
    await this.insertSkus(tx, spuId, skus, pictures)
    await this.insertPrices(tx, skus)
    return { spuId, skus: skus.map(({ id, given }) => ({ skuId: id, externalCode: given.externalCode })) }
  }

  private async picturesOf(tx: Tx, product: NewProduct): Promise<(id: string) => Picture> {
    const ofSkus = product.skus.flatMap(({ pictureId }) => (pictureId === undefined ? [] : [pictureId]))
    const wanted = [...product.pictureIds, ...(product.detailPictureIds ?? []), ...ofSkus]
    const found = await this.media.pictures(tx, wanted)
    return (id) => present(found.get(id), `picture ${id} of ${product.code}`)
  }

  private async insertSpu(tx: Tx, id: string, product: NewProduct, picture: (id: string) => Picture): Promise<void> {
    const now = isoOf(this.clock.now())
    const prices = onSalePrices(product.skus)
    await tx.execute(
      `insert into spus (id, code, state, category_id, title, subtitle, origin, pictures, detail_pictures, services,
         paragraphs, parameters, keywords, no_reason_return, featured, price_from_fen, price_to_fen, created_at, on_shelf_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
      [
        id,
        product.code,
        product.state,
        product.categoryId,
        product.title,
        product.subtitle,
        product.origin ?? null,
        json(product.pictureIds.map(picture)),
        json((product.detailPictureIds ?? []).map(picture)),
        json(product.services),
        json(product.paragraphs),
        json(product.parameters),
        product.keywords.join(' '),
        product.noReasonReturn,
        product.featured ?? 0,
        Math.min(...prices),
        Math.max(...prices),
        now,
        product.state === 'draft' ? null : now,
      ],
    )
  }

  private async insertOptions(tx: Tx, spuId: string, product: NewProduct): Promise<MadeOption[]> {
    if (product.options.length === 0) return []
    const options = product.options.map(({ values }) => ({
      id: newId<'option'>(this.clock),
      valueIds: values.map(() => newId<'optionValue'>(this.clock)),
    }))
    await tx.execute(
      `insert into spu_options (id, spu_id, name, position)
       select o.id, $1, o.name, o.place - 1 from unnest($2::uuid[], $3::text[]) with ordinality as o (id, name, place)`,
      [spuId, options.map(({ id }) => id), product.options.map(({ name }) => name)],
    )
    const values = product.options.flatMap((axis, index) =>
      axis.values.map((name, position) => ({ name, position, option: present(options[index], 'an option') })),
    )
    await tx.execute(
      `insert into spu_option_values (id, option_id, name, position)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[])`,
      [
        values.map(({ option, position }) => option.valueIds[position] ?? ''),
        values.map(({ option }) => option.id),
        values.map(({ name }) => name),
        values.map(({ position }) => position),
      ],
    )
    return options
  }

  private async insertSkus(
    tx: Tx,
    spuId: string,
    skus: readonly MadeSku[],
    picture: (id: string) => Picture,
  ): Promise<void> {
    const rows = skus.map(({ id, given, valueIds }, position) => ({
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

/** The prices a list sorts by: of what can be bought, or of everything where nothing can. */
const onSalePrices = (skus: readonly NewSku[]): number[] => {
  const onSale = skus.filter((sku) => sku.onSale ?? true)
  return (onSale.length > 0 ? onSale : skus).map((sku) => sku.priceFen)
}
