import { inject } from 'vitest'
import { Shop } from './shop.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The data directory of a shop with its demo goods, people and orders, stopped in good order. */
    filledShop: string
  }
}

/** A shop with three months behind it when its story begins, now or later: a copy of the one that `filled-shop.ts` fills once a run. */
export const openShop = (at?: number): Promise<Shop> => Shop.openCopyOf(inject('filledShop'), at)
