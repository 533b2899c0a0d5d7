import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { fen, picture, uuid, uuids } from '../primitives.schema.js'
import { MAX_NAMED_AT_ONCE, SPU_STATES } from './catalog.terms.js'
import { goodsNamesRoutes } from './goods-names.routes.js'

const ids = uuids(MAX_NAMED_AT_ONCE)
/** Ids parted by commas. What is not known any more is left out of the answer. */
export const goodsNamesQuery = z.strictObject({ products: ids.optional(), skus: ids.optional() })
export type GoodsNamesQuery = z.infer<typeof goodsNamesQuery>
export const goodsNames = z.object({
  products: z.array(z.object({ id: uuid, title: z.string(), picture: picture.nullable(), state: z.enum(SPU_STATES) })),
  skus: z.array(
    z.object({
      id: uuid,
      productId: uuid,
      title: z.string(),
      label: z.string(),
      picture: picture.nullable(),
      priceFen: fen,
      onSale: z.boolean(),
    }),
  ),
})
export type GoodsNames = z.infer<typeof goodsNames>

export const goodsNamesEndpoints = {
  names: endpoint(goodsNamesRoutes.names, { query: goodsNamesQuery, reply: goodsNames }),
}
