import { z } from 'zod'
import { SPU_KINDS } from '../catalog/catalog.terms.js'
import { at, page, pageQuery, uuid } from '../primitives.schema.js'
import { MAX_SECRETS_AT_ONCE, MAX_VOIDED_AT_ONCE, SECRET_FLAWS, SECRET_STATES } from './inventory.terms.js'

const batch = z.string().trim().min(1).max(40)

/** How many codes of each SKU there are; the codes themselves are in no list. */
export const secretCounts = z.object({
  title: z.string(),
  kind: z.enum(SPU_KINDS),
  items: z.array(
    z.object({
      skuId: uuid,
      label: z.string(),
      available: z.int(),
      issued: z.int(),
      voided: z.int(),
      reserved: z.int(),
    }),
  ),
})
export type SecretCounts = z.infer<typeof secretCounts>

export const secretsQuery = z.strictObject({
  ...pageQuery,
  sku: uuid.optional(),
  state: z.enum(SECRET_STATES).optional(),
  batch: batch.optional(),
})
export type SecretsQuery = z.infer<typeof secretsQuery>
export const secretRow = z.object({
  id: uuid,
  skuId: uuid,
  state: z.enum(SECRET_STATES),
  batch: z.string(),
  /** The order it was issued to. */
  orderId: uuid.nullable(),
  createdAt: at,
  issuedAt: at.nullable(),
  voidedAt: at.nullable(),
})
export type SecretRow = z.infer<typeof secretRow>
export const secretsPage = page(secretRow)

/**
 * One code a row. Rows that cannot be taken are told by their place in the list, and nothing is entered while there are any;
 * a dry run only looks.
 */
export const enterSecretsBody = z.strictObject({
  skuId: uuid,
  batch,
  secrets: z.array(z.string()).min(1).max(MAX_SECRETS_AT_ONCE),
  dryRun: z.boolean(),
})
export type EnterSecretsBody = z.infer<typeof enterSecretsBody>
export const secretFlaw = z.object({ row: z.int(), code: z.enum(SECRET_FLAWS) })
export type SecretFlaw = z.infer<typeof secretFlaw>
export const enteredSecrets = z.object({
  /** Codes that were entered; of a dry run: that could be. */
  count: z.int(),
  flaws: z.array(secretFlaw),
})
export type EnteredSecrets = z.infer<typeof enteredSecrets>

const reason = z.string().trim().min(1).max(60)
/** Strikes out codes nobody was given yet: some of them, or what is left of a batch. */
export const voidSecretsBody = z.union([
  z.strictObject({ skuId: uuid, reason, ids: z.array(uuid).min(1).max(MAX_VOIDED_AT_ONCE) }),
  z.strictObject({ skuId: uuid, reason, batch }),
])
export type VoidSecretsBody = z.infer<typeof voidSecretsBody>

export const secretParams = z.strictObject({ id: uuid, secretId: uuid })
export type SecretParams = z.infer<typeof secretParams>
export const revealedSecret = z.object({ text: z.string() })
export type RevealedSecret = z.infer<typeof revealedSecret>
