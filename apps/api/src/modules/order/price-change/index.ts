import { ChangePrice } from './change-price.js'
import { DecidePrice } from './decide-price.js'
import { PriceChangeQueries } from './price-change.queries.js'
import { PriceChangeStore } from './price-change.store.js'
import { TakeEffect } from './take-effect.js'
import { WriteChange } from './write-change.js'

export { PriceChangeAdminController } from './price-change.admin.controller.js'
export const priceChangeParts = [
  ChangePrice,
  DecidePrice,
  PriceChangeQueries,
  PriceChangeStore,
  TakeEffect,
  WriteChange,
]
