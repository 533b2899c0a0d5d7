import { z } from 'zod'
import {
  adminProduct,
  adminProductCounts,
  adminProductDetail,
  adminProductsQuery,
  category,
} from '../catalog/catalog.schema.js'
import { productForm } from '../catalog/catalog-editing.schema.js'
import { SPU_KINDS } from '../catalog/catalog.terms.js'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, page, picture, uuid } from '../primitives.schema.js'
import { offerMark, offerTag } from '../promotion/offers.schema.js'
import { reviewDigest } from '../review/review.schema.js'
import { marks, productsQuery, searched } from './search.schema.js'
import { shopfrontRoutes } from './shopfront.routes.js'

/** The price a card or a page shows; `wasFen` is set only where the seven-day rule lets it stand. */
export const priceTag = z.object({
  fromFen: fen,
  toFen: fen,
  wasFen: fen.nullable(),
  label: z.string().nullable(),
  /** Code of the rule the label names (`unitRuleOf` reads it), for clients that make the words themselves. */
  rule: z.string().nullable(),
})
export type PriceTag = z.infer<typeof priceTag>

/** One step of the price by quantity. */
export const priceTier = z.object({ minQty: z.int(), unitFen: fen, rule: z.string().nullable() })
export type PriceTier = z.infer<typeof priceTier>

export const productCard = z.object({
  id: uuid,
  title: z.string(),
  subtitle: z.string(),
  picture: picture.nullable(),
  price: priceTag,
  tags: z.array(z.string()),
  soldCount: z.int(),
  inStock: z.boolean(),
  brandName: z.string().nullable(),
  /** Promotions it takes part in, at most two, the first to be applied first. */
  offers: z.array(offerMark),
  /** Which parts of the title answer the question; empty where nothing was asked. */
  titleMarks: marks,
})
export type ProductCard = z.infer<typeof productCard>

/** A page of cards, and what it was made of. */
export const productList = page(productCard).extend(searched)
export type ProductList = z.infer<typeof productList>

export const sku = z.object({
  id: uuid,
  valueIds: z.array(uuid),
  label: z.string(),
  priceFen: fen,
  /** What a piece costs from so many pieces on, beginning at one; the rule is null for the plain base price. */
  tiers: z.array(priceTier),
  available: z.int(),
  picture: picture.nullable(),
})
export type SkuView = z.infer<typeof sku>
export const product = z.object({
  id: uuid,
  title: z.string(),
  subtitle: z.string(),
  state: z.enum(['on_shelf', 'off_shelf']),
  kind: z.enum(SPU_KINDS),
  brand: z.object({ id: uuid, name: z.string(), logo: picture.nullable() }).nullable(),
  /** Words operators put on it for shoppers to see. */
  tags: z.array(z.string()),
  /** Promotions that run now and that it takes part in, in the order they are applied. */
  offers: z.array(offerTag),
  categoryId: uuid,
  categoryName: z.string(),
  pictures: z.array(picture),
  price: priceTag,
  soldCount: z.int(),
  inStock: z.boolean(),
  origin: z.string().nullable(),
  options: z.array(z.object({ id: uuid, name: z.string(), values: z.array(z.object({ id: uuid, name: z.string() })) })),
  skus: z.array(sku),
  services: z.array(z.object({ name: z.string(), note: z.string() })),
  /** Goods the law lets a shop take back only for a reason are marked before anybody buys them. */
  noReasonReturn: z.boolean(),
  /** What delivery costs and promises for this shop, in words and fen. */
  delivery: z.object({
    promise: z.string(),
    freightFen: fen,
    freeOverFen: fen.nullable(),
    /**
     * What one piece by itself pays, by the beginnings of region codes: the longest that fits counts, none is everywhere else.
     * Where no rate fits nothing is delivered.
     */
    rates: z.array(
      z.object({
        prefixes: z.array(z.string()),
        freightFen: fen,
        freeOverFen: fen.nullable(),
        /** By when it is there if it is paid now; null: not said. */
        arrivesOn: z.iso.date().nullable(),
      }),
    ),
    /** Beginnings of the region codes nothing is delivered to. */
    notTo: z.array(z.string()),
  }),
  paragraphs: z.array(z.string()),
  /** What its category asks of it, by name: 产地 → 洛川, 口味 → 甜, 脆. */
  attributes: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
  detailPictures: z.array(picture),
  /** HTML of the allow-list only; pictures in it are of the shop's own media. Empty where paragraphs say it all. */
  detailHtml: z.string(),
  /** The film itself lies at `/media/<id>/film.mp4`. */
  video: z.object({ id: z.string(), poster: picture.nullable(), seconds: z.number().nullable() }).nullable(),
  reviews: reviewDigest,
})
export type ProductView = z.infer<typeof product>

/** A pass for one product in one version, for half an hour: made for an operator, good for whoever holds it. */
export const previewPass = z.object({ pass: z.string(), until: at })
export type PreviewPass = z.infer<typeof previewPass>
export const previewBody = z.strictObject({ pass: z.string().min(1).max(120) })
export type PreviewBody = z.infer<typeof previewBody>

export const home = z.object({
  shop: z.object({ name: z.string(), slogan: z.string(), searchHint: z.string() }),
  banners: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kicker: z.string(),
      tag: z.string().nullable(),
      picture,
      ink: z.string(),
      link: z.object({ kind: z.enum(['category', 'product', 'none']), id: z.string().nullable() }),
    }),
  ),
  categories: z.array(category),
  /** First page of the feed; further pages come from the product list. */
  feed: page(productCard),
  best: z.array(productCard),
  /** Whether coupons that can be had may come up by themselves. */
  couponPopup: z.boolean(),
  serverTime: z.string(),
})
export type HomeView = z.infer<typeof home>

export const shopfrontEndpoints = {
  home: endpoint(shopfrontRoutes.home, { reply: home }),
  products: endpoint(shopfrontRoutes.products, { query: productsQuery, reply: productList }),
  product: endpoint(shopfrontRoutes.product, { params: idParams, reply: product }),
  previewed: endpoint(shopfrontRoutes.previewed, { params: idParams, body: previewBody, reply: product }),
  openPreview: endpoint(shopfrontRoutes.openPreview, { params: idParams, reply: previewPass }),
  related: endpoint(shopfrontRoutes.related, { params: idParams, reply: page(productCard) }),
  adminProductCounts: endpoint(shopfrontRoutes.adminProductCounts, { reply: adminProductCounts }),
  adminProducts: endpoint(shopfrontRoutes.adminProducts, { query: adminProductsQuery, reply: page(adminProduct) }),
  adminProduct: endpoint(shopfrontRoutes.adminProduct, { params: idParams, reply: adminProductDetail }),
  productForm: endpoint(shopfrontRoutes.productForm, { params: idParams, reply: productForm }),
}
