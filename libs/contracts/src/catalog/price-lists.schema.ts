import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
import { MAX_PRICE_ROWS, PRICE_LIST_PATTERN } from '../pricing/pricing.terms.js'
import { saved } from './catalog-editing.schema.js'
import { MAX_PRICE_FEN } from './catalog.terms.js'
import { priceListsRoutes } from './price-lists.routes.js'

const rowFields = {
  skuId: uuid,
  /** `base`, `market`, `level:<n>`, `store:<uuid>` or `channel:<platform>`. */
  list: z.string().regex(PRICE_LIST_PATTERN),
  /** From so many pieces of the SKU on. */
  minQty: z.int().min(1).max(MAX_LINE_QTY),
  priceFen: z.int().min(1).max(MAX_PRICE_FEN),
  /**
   * Without a beginning or without an end the price stands; with both it is a price for some days, and what stands is in force
   * again behind it. Of one SKU, list and quantity no two prices that stand and no two for some days may meet.
   */
  from: at.nullable(),
  until: at.nullable(),
}
const priceRow = z.object(rowFields)
export type PriceRow = z.infer<typeof priceRow>

/** All prices of a product that are not over, for who may write them. */
export const priceLists = z.object({
  id: uuid,
  version: z.int(),
  title: z.string(),
  skus: z.array(z.object({ id: uuid, label: z.string(), externalCode: z.string(), floorFen: fen.nullable() })),
  rows: z.array(priceRow),
  /** The set with prices below a floor that waits for a second person. */
  proposal: z
    .object({
      id: uuid,
      proposedAt: at,
      /** Whoever proposed it may take it back, and others may decide. */
      yours: z.boolean(),
      /** The product changed since: it cannot be agreed to any more. */
      stale: z.boolean(),
      rows: z.array(priceRow),
    })
    .nullable(),
})
export type PriceLists = z.infer<typeof priceLists>

/** The whole set: what is not named is taken away. Every SKU keeps a base price for one piece at all times. */
export const priceListsBody = z.strictObject({
  version: z.int().min(1),
  rows: z.array(z.strictObject(rowFields)).min(1).max(MAX_PRICE_ROWS),
})
export type PriceListsBody = z.infer<typeof priceListsBody>

/** Which one is meant: another may have taken its place since it was read. */
export const proposalBody = z.strictObject({ proposalId: uuid })
export type ProposalBody = z.infer<typeof proposalBody>
const decided = { params: idParams, body: proposalBody, reply: priceLists }

export const priceListsEndpoints = {
  priceLists: endpoint(priceListsRoutes.priceLists, { params: idParams, reply: priceLists }),
  savePriceLists: endpoint(priceListsRoutes.savePriceLists, { params: idParams, body: priceListsBody, reply: saved }),
  proposePrices: endpoint(priceListsRoutes.proposePrices, {
    params: idParams,
    body: priceListsBody,
    reply: priceLists,
  }),
  approvePrices: endpoint(priceListsRoutes.approvePrices, decided),
  refusePrices: endpoint(priceListsRoutes.refusePrices, decided),
  withdrawPrices: endpoint(priceListsRoutes.withdrawPrices, decided),
}
