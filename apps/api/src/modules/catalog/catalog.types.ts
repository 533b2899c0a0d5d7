import type {
  AdminProductSort,
  ProductListState,
  ProductSort,
  SpuKind,
  SpuState,
} from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { Id } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { FreightTemplate, GoodsPlace, ListPrice, OfferedBefore } from '../pricing/index.js'
import type { OptionAxis } from './domain/option-matrix.js'

/** What pricing must know of a SKU. `priceFen` beside it is the price that stands apart from all days, for forms and operators. */
export interface PriceFacts {
  readonly priceFen: Fen
  readonly prices: readonly ListPrice[]
  readonly offered: OfferedBefore | null
}

/** What a cart, a quote or an order needs to know about one SKU. */
export interface SkuFacts extends PriceFacts, GoodsPlace {
  readonly skuId: string
  readonly spuId: string
  readonly kind: SpuKind
  readonly title: string
  readonly skuLabel: string
  readonly picture: Picture | null
  /** On sale itself, on a product that is on the shelf. */
  readonly onSale: boolean
  /** Its product is on the shelf, whatever became of this choice of it. */
  readonly shelved: boolean
  readonly weightG: number
  readonly volumeCm3: number
  readonly categoryId: string
  readonly noReasonReturn: boolean
  /** null: the shop's own flat freight. */
  readonly freightTemplate: FreightTemplate | null
}

/** What a SKU is, held against a change until the Tx ends. */
export interface HeldKind {
  readonly spuId: string
  readonly kind: SpuKind
}

export interface NewCategory {
  readonly code: string
  readonly name: string
  readonly parentId?: Id<'category'> | undefined
  readonly iconId?: string | undefined
  readonly position: number
}

export interface Note {
  readonly name: string
  readonly note: string
}

export interface Parameter {
  readonly name: string
  readonly value: string
}

export interface SkuCodes {
  readonly code: string | null
  readonly barcode: string | null
}

export interface NewSku {
  /** One value of each option, in the order of the options. */
  readonly values: readonly string[]
  readonly externalCode: string
  readonly barcode?: string | undefined
  readonly weightG: number
  readonly volumeCm3?: number | undefined
  readonly costFen?: Fen | undefined
  readonly floorFen?: Fen | undefined
  readonly priceFen: Fen
  readonly pictureId?: string | undefined
  readonly onSale?: boolean | undefined
}

export interface NewProduct {
  readonly code: string
  readonly categoryId: Id<'category'>
  readonly title: string
  readonly subtitle: string
  readonly origin?: string | undefined
  readonly state: SpuState
  /** Goods that travel in a parcel, unless it says otherwise. */
  readonly kind?: SpuKind | undefined
  readonly featured?: number | undefined
  readonly pictureIds: readonly string[]
  readonly detailPictureIds?: readonly string[] | undefined
  readonly services: readonly Note[]
  readonly paragraphs: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly keywords: readonly string[]
  readonly noReasonReturn: boolean
  readonly options: readonly OptionAxis[]
  readonly skus: readonly NewSku[]
}

export interface MadeProduct {
  readonly spuId: Id<'spu'>
  readonly skus: readonly { readonly skuId: Id<'sku'>; readonly externalCode: string }[]
}

export interface CoreSku extends PriceFacts {
  readonly id: string
  readonly valueIds: string[]
  readonly label: string
  readonly externalCode: string
  readonly onSale: boolean
  readonly soldCount: number
  readonly picture: Picture | null
  readonly weightG: number
  readonly volumeCm3: number
}

export interface CoreOption {
  readonly id: string
  readonly name: string
  readonly values: { readonly id: string; readonly name: string }[]
}

export interface CoreBrand {
  readonly id: string
  readonly name: string
  readonly logo: Picture | null
}

export interface CoreTag {
  readonly id: string
  readonly name: string
  /** Shoppers see it; otherwise only operators do. */
  readonly shown: boolean
}

/** What a product answers to one attribute of its category; `text` attributes have their words as the one value. */
export interface CoreAttribute {
  readonly id: string
  readonly name: string
  readonly values: string[]
}

/** A film of the media library as a product keeps it. */
export interface CoreVideo {
  readonly id: string
  readonly poster: Picture | null
  readonly seconds: number | null
}

/** Everything the catalogue knows about one product. */
export interface ProductCore {
  readonly id: string
  readonly version: number
  readonly state: SpuState
  readonly kind: SpuKind
  readonly brand: CoreBrand | null
  readonly tags: CoreTag[]
  readonly attributes: CoreAttribute[]
  /** Only what the allow-list let through. */
  readonly detailHtml: string
  readonly video: CoreVideo | null
  /** Products to show beside it, in order, whatever their state. */
  readonly relatedIds: string[]
  readonly weight: number
  readonly shelfFrom: Instant | null
  readonly shelfUntil: Instant | null
  readonly categoryId: string
  /** The category and every one above it. */
  readonly categoryIds: string[]
  readonly categoryName: string
  readonly title: string
  readonly subtitle: string
  readonly origin: string | null
  readonly pictures: Picture[]
  readonly detailPictures: Picture[]
  readonly services: Note[]
  readonly paragraphs: string[]
  readonly parameters: Parameter[]
  readonly noReasonReturn: boolean
  /** null: the shop's own flat freight. */
  readonly freightTemplate: FreightTemplate | null
  readonly soldCount: number
  readonly createdAt: Instant
  readonly options: CoreOption[]
  readonly skus: CoreSku[]
}

/** A product as lists show it, with the SKUs that a price and a stock mark are made of. */
export interface ListedProduct {
  readonly id: string
  readonly version: number
  readonly state: SpuState
  readonly kind: SpuKind
  readonly brandId: string | null
  readonly brandName: string | null
  /** Its category and every one above it. */
  readonly categoryIds: string[]
  readonly tags: CoreTag[]
  readonly weight: number
  readonly shelfFrom: Instant | null
  readonly shelfUntil: Instant | null
  readonly archivedAt: Instant | null
  readonly title: string
  readonly subtitle: string
  readonly categoryName: string
  readonly picture: Picture | null
  readonly services: Note[]
  readonly soldCount: number
  readonly createdAt: Instant
  readonly skus: (PriceFacts & { readonly id: string; readonly onSale: boolean })[]
  /** Where this row stands in the asked order; hand it back as `after` to go on behind it. */
  readonly keys: readonly ListingKey[]
}

/** What a price tag is made of; SKUs alike in it stand once. */
export type CardSku = Omit<PriceFacts, 'priceFen'> & { readonly onSale: boolean }

/** A product on the shelf as a card shows it. */
export interface CardProduct extends Pick<
  ListedProduct,
  'id' | 'title' | 'subtitle' | 'brandId' | 'brandName' | 'categoryIds' | 'picture' | 'soldCount'
> {
  readonly services: readonly Pick<Note, 'name'>[]
  readonly skus: readonly CardSku[]
}

export type ListingKey = string | number

export interface Listing {
  readonly sort: ProductSort | AdminProductSort | 'archived'
  /** undefined: every state outside the recycle bin; that and 'recycled' are for the shop's own people only. */
  readonly state: ProductListState | undefined
  /** Exactly these, archived ones too; the state says nothing then. */
  readonly only?: readonly string[] | undefined
  readonly categoryId?: string | undefined
  readonly brandId?: string | undefined
  readonly tagId?: string | undefined
  /** Only products whose day came in vain. */
  readonly refused?: boolean | undefined
  readonly words?: string | undefined
  /** Only products with something on sale that is not among these SKUs. */
  readonly sellsBesides?: readonly string[] | undefined
  readonly after?: readonly ListingKey[] | undefined
  readonly limit: number
  /** The moment prices are read for; left out: now. */
  readonly at?: Instant | undefined
}
