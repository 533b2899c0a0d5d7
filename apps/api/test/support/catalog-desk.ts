import type { ProductBody, ProductForm, SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogModule } from '../../src/modules/catalog/index.js'
import { InventoryModule } from '../../src/modules/inventory/index.js'
import { MediaModule, MediaFacade } from '../../src/modules/media/index.js'
import { SettingsModule } from '../../src/modules/settings/index.js'
import { ShopfrontModule } from '../../src/modules/shopfront/index.js'
import sharp from 'sharp'
import { KnownActors } from './known-actors.js'
import { MadeGoods } from './made-goods.js'
import { clientOf, type ShopClient } from './shopper.js'
import { startTestApp, type TestApp } from './test-app.js'

export interface CatalogDesk {
  readonly shop: TestApp
  readonly goods: MadeGoods
  readonly actors: KnownActors
  /** An operator who may do everything. */
  readonly api: ShopClient
  readonly pictureId: string
  close(): Promise<void>
}

/** A small picture of the shop; answers its id. */
export const newPicture = async (shop: TestApp): Promise<string> => {
  const bytes = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#d93e18' } })
    .png()
    .toBuffer()
  const put = shop.database.transaction((tx) =>
    shop.get(MediaFacade).put(tx, { bytes, name: '苹果', purpose: 'product' }),
  )
  return (await put).id
}

/** The modules an operator edits the catalogue with, a signed-in operator and one picture. */
export const openCatalogDesk = async (clock = new MovableClock()): Promise<CatalogDesk> => {
  const modules = [SettingsModule, MediaModule, CatalogModule, InventoryModule, ShopfrontModule]
  const shop = await startTestApp({ modules, routeCheck: false, worker: false, clock })
  const actors = new KnownActors(shop)
  const pictureId = await newPicture(shop)
  const api = clientOf(shop, actors.operator(PERMISSIONS))
  return { shop, goods: new MadeGoods(shop), actors, api, pictureId, close: () => shop.close() }
}

export const sku = (values: string[], over: Partial<SkuBody> = {}): SkuBody => ({
  values,
  externalCode: null,
  barcode: null,
  priceFen: 2_990,
  costFen: 1_200,
  floorFen: null,
  weightG: 500,
  volumeCm3: null,
  pictureId: null,
  onSale: true,
  ...over,
})

export const productOf = (categoryId: string, over: Partial<ProductBody> = {}): ProductBody => ({
  kind: 'physical',
  title: '洛川苹果',
  subtitle: '脆甜多汁',
  categoryId,
  origin: '陕西洛川',
  keywords: ['苹果', '水果'],
  services: [{ name: '坏果包赔', note: '签收 24 小时内联系客服' }],
  noReasonReturn: true,
  parameters: [{ name: '产地', value: '陕西洛川' }],
  paragraphs: ['产地直发。'],
  pictureIds: [],
  detailPictureIds: [],
  options: [],
  skus: [sku([])],
  brandId: null,
  tagIds: [],
  attributes: [],
  relatedIds: [],
  weight: 0,
  detailHtml: '',
  videoId: null,
  shelfFrom: null,
  shelfUntil: null,
  freightTemplateId: null,
  ...over,
})

/** What an editor would send back of a form that nobody changed. */
export const bodyOf = (form: ProductForm): ProductBody & { version: number } => ({
  version: form.version,
  kind: form.kind,
  title: form.title,
  subtitle: form.subtitle,
  categoryId: form.categoryId,
  origin: form.origin,
  keywords: form.keywords,
  services: form.services,
  noReasonReturn: form.noReasonReturn,
  parameters: form.parameters,
  paragraphs: form.paragraphs,
  pictureIds: form.pictures.map(({ id }) => id),
  detailPictureIds: form.detailPictures.map(({ id }) => id),
  options: form.options,
  skus: form.skus
    .filter(({ archived }) => !archived)
    .map(({ values, externalCode, barcode, priceFen, costFen, floorFen, weightG, volumeCm3, picture, onSale }) => ({
      ...{ values, externalCode, barcode, priceFen, costFen, floorFen, weightG, volumeCm3, onSale },
      pictureId: picture?.id ?? null,
    })),
  brandId: form.brandId,
  tagIds: form.tagIds,
  attributes: form.attributes,
  relatedIds: form.related.map(({ id }) => id),
  weight: form.weight,
  detailHtml: form.detailHtml,
  videoId: form.video?.id ?? null,
  shelfFrom: form.shelfFrom,
  shelfUntil: form.shelfUntil,
  freightTemplateId: form.freightTemplateId,
})
