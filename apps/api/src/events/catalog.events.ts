import { eventVersions } from '../infra/outbox/event-map.js'

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    'product.price_changed': {
      readonly spuId: string
      readonly skuId: string
      readonly fromFen: number
      readonly toFen: number
    }
    /** Anything of a product that lists, search or pages show was written: whoever keeps a copy reads it anew. */
    'product.changed': { readonly spuId: string }
    /**
     * Something that many products show was written: its products are told of batch by batch, those behind `after`.
     * A category means everything in it and below it.
     */
    'assortment.changed': {
      readonly kind: 'brand' | 'tag' | 'attribute' | 'category'
      readonly id: string
      readonly after: string | null
    }
    /** Goods came with a new SKU, counted once: the reference is the stock move's own. */
    'stock.brought_in': {
      readonly reference: string
      readonly lines: readonly { readonly skuId: string; readonly qty: number }[]
    }
    'product.shelf_changed': { readonly spuId: string; readonly state: 'on_shelf' | 'off_shelf' }
  }
}

export const CATALOG_EVENTS = eventVersions({
  'assortment.changed': 1,
  'product.changed': 1,
  'product.price_changed': 1,
  'product.shelf_changed': 1,
  'stock.brought_in': 1,
})
