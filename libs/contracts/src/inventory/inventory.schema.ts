import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { idParams, nothing, page, uuid } from '../primitives.schema.js'
import { inventoryRoutes } from './inventory.routes.js'
import { MAX_ADJUSTED_SKUS, MAX_STOCK_DELTA } from './inventory.terms.js'
import {
  enteredSecrets,
  enterSecretsBody,
  revealedSecret,
  secretCounts,
  secretParams,
  secretsPage,
  secretsQuery,
  voidSecretsBody,
} from './secrets.schema.js'

/** Stock is changed by how much came or went, never by what it shall be: orders go on meanwhile. */
export const adjustStockBody = z.strictObject({
  reason: z.string().trim().min(1).max(60),
  items: z
    .array(
      z.strictObject({
        skuId: uuid,
        delta: z
          .int()
          .min(-MAX_STOCK_DELTA)
          .max(MAX_STOCK_DELTA)
          .refine((delta) => delta !== 0),
      }),
    )
    .min(1)
    .max(MAX_ADJUSTED_SKUS),
})
export type AdjustStockBody = z.infer<typeof adjustStockBody>
export const skuStock = z.object({ skuId: uuid, onHand: z.int(), reserved: z.int(), available: z.int() })
export type SkuStock = z.infer<typeof skuStock>

export const inventoryEndpoints = {
  adjust: endpoint(inventoryRoutes.adjust, { body: adjustStockBody, reply: page(skuStock) }),
  secretCounts: endpoint(inventoryRoutes.secretCounts, { params: idParams, reply: secretCounts }),
  secrets: endpoint(inventoryRoutes.secrets, { params: idParams, query: secretsQuery, reply: secretsPage }),
  enterSecrets: endpoint(inventoryRoutes.enterSecrets, {
    params: idParams,
    body: enterSecretsBody,
    reply: enteredSecrets,
  }),
  voidSecrets: endpoint(inventoryRoutes.voidSecrets, { params: idParams, body: voidSecretsBody, reply: secretCounts }),
  revealSecret: endpoint(inventoryRoutes.revealSecret, {
    params: secretParams,
    body: nothing.optional(),
    reply: revealedSecret,
  }),
}
