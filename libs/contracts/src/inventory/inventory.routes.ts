import type { IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type { AdjustStockBody, SkuStock } from './inventory.schema.js'
import { MAX_BATCH_BYTES } from './inventory.terms.js'
import type {
  EnteredSecrets,
  EnterSecretsBody,
  RevealedSecret,
  SecretCounts,
  SecretParams,
  SecretRow,
  SecretsQuery,
  VoidSecretsBody,
} from './secrets.schema.js'

export const inventoryRoutes = {
  adjust: route<{ body: AdjustStockBody; reply: Page<SkuStock> }>({
    method: 'POST',
    path: '/api/admin/stock-adjustments',
    access: 'operator',
    permission: 'stock.write',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  secretCounts: route<{ params: IdParams; reply: SecretCounts }>({
    method: 'GET',
    path: '/api/admin/products/:id/secrets/counts',
    access: 'operator',
    permission: 'secret.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
  secrets: route<{ params: IdParams; query: SecretsQuery; reply: Page<SecretRow> }>({
    method: 'GET',
    path: '/api/admin/products/:id/secrets',
    access: 'operator',
    permission: 'secret.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
  enterSecrets: route<{ params: IdParams; body: EnterSecretsBody; reply: EnteredSecrets }>({
    method: 'POST',
    path: '/api/admin/products/:id/secrets',
    access: 'operator',
    permission: 'secret.write',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
    maxBytes: MAX_BATCH_BYTES,
  }),
  voidSecrets: route<{ params: IdParams; body: VoidSecretsBody; reply: SecretCounts }>({
    method: 'POST',
    path: '/api/admin/products/:id/secrets/void',
    access: 'operator',
    permission: 'secret.write',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  /** Shows one code, for a buyer who cannot see theirs; written to the audit log each time. */
  revealSecret: route<{ params: SecretParams; reply: RevealedSecret }>({
    method: 'POST',
    path: '/api/admin/products/:id/secrets/:secretId/reveal',
    access: 'operator',
    permission: 'secret.reveal',
    audit: 'reveal',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
}
