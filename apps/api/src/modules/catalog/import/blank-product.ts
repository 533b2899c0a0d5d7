import type { ProductBody, SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'

/** What a product of a sheet is where no cell says otherwise. */
export const blankProduct = (): ProductBody => ({
  kind: 'physical',
  title: '',
  subtitle: '',
  categoryId: '',
  origin: null,
  keywords: [],
  services: [],
  noReasonReturn: true,
  parameters: [],
  paragraphs: [],
  pictureIds: [],
  detailPictureIds: [],
  options: [],
  skus: [],
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
})

export const blankSku = (values: string[], externalCode: string): SkuBody => ({
  values,
  externalCode,
  barcode: null,
  priceFen: 0,
  costFen: null,
  floorFen: null,
  weightG: 0,
  volumeCm3: null,
  pictureId: null,
  onSale: true,
})
