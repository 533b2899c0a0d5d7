import { eventVersions } from '../infra/outbox/event-map.js'

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    'product.price_changed': {
      readonly spuId: string
      readonly skuId: string
      readonly fromFen: number
      readonly toFen: number
    }
    'product.shelf_changed': { readonly spuId: string; readonly state: 'on_shelf' | 'off_shelf' }
  }
}

export const CATALOG_EVENTS = eventVersions({ 'product.price_changed': 1, 'product.shelf_changed': 1 })
