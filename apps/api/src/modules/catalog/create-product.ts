import { Inject, Injectable } from '@nestjs/common'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { assert, present } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import type { MadeProduct, NewProduct, NewSku } from './catalog.types.js'
import { positionsOf } from './domain/option-matrix.js'
import { PermitCheck } from './permit-check.js'
import { ProductMarks } from './product-marks.js'
import { SkuRows, type MadeSku } from './sku-rows.js'

interface MadeOption {
  readonly id: string
  readonly valueIds: readonly string[]
}

/** Writes a product whole: options, SKUs, first prices and the beginning of their price history. */
@Injectable()
export class CreateProduct {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
    private readonly skuRows: SkuRows,
    private readonly permits: PermitCheck,
    private readonly marks: ProductMarks,
  ) {}

  /** Throws PERMIT_MISSING for goods that go on the shelf at once without the paper their category asks for. */
  async run(tx: Tx, product: NewProduct): Promise<MadeProduct> {
    assert(product.skus.length > 0, `${product.code} has no SKU`)
    if (product.state === 'on_shelf') await this.permits.assertHeld(tx, product.categoryId)
    const spuId = newId<'spu'>(this.clock)
    const pictures = await this.picturesOf(tx, product)
    await this.insertSpu(tx, spuId, product, pictures)
    const options = await this.insertOptions(tx, spuId, product)
    const skus = product.skus.map((given, position): MadeSku => {
      const positions = positionsOf(product.options, given.values)
      const valueIds = positions.map((at, axis) => present(options[axis]?.valueIds[at], 'an option value'))
      return { id: newId<'sku'>(this.clock), given, valueIds, position }
    })
    await this.skuRows.insert(tx, spuId, skus, pictures)
    await this.marks.told(tx, [spuId])
    return { spuId, skus: skus.map(({ id, given }) => ({ skuId: id, externalCode: given.externalCode })) }
  }

  private async picturesOf(tx: Tx, product: NewProduct): Promise<(id: string) => Picture> {
    const ofSkus = product.skus.flatMap(({ pictureId }) => (pictureId === undefined ? [] : [pictureId]))
    const wanted = [...product.pictureIds, ...(product.detailPictureIds ?? []), ...ofSkus]
    const found = await this.media.usable(tx, wanted)
    return (id) => present(found.get(id), `picture ${id} of ${product.code}`)
  }

  private async insertSpu(tx: Tx, id: string, product: NewProduct, picture: (id: string) => Picture): Promise<void> {
    const now = isoOf(this.clock.now())
    const prices = onSalePrices(product.skus)
    await tx.execute(
      `insert into spus (id, code, state, kind, category_id, title, subtitle, origin, pictures, detail_pictures, services,
         paragraphs, parameters, keywords, no_reason_return, featured, price_from_fen, price_to_fen, created_at, on_shelf_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
      [
        id,
        product.code,
        product.state,
        product.kind ?? 'physical',
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
}

/** The prices a list sorts by: of what can be bought, or of everything where nothing can. */
const onSalePrices = (skus: readonly NewSku[]): number[] => {
  const onSale = skus.filter((sku) => sku.onSale ?? true)
  return (onSale.length > 0 ? onSale : skus).map((sku) => sku.priceFen)
}
