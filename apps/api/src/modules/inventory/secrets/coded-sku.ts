import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../../infra/database/sql.js'
import type { CatalogFacade } from '../../catalog/index.js'

/** Holds the SKU against a change of its kind. Throws NOT_FOUND where it is none of the product, VALIDATION_FAILED without codes. */
export async function assertCoded(tx: Tx, catalog: CatalogFacade, productId: string, skuId: string): Promise<void> {
  const held = (await catalog.heldKinds(tx, [skuId])).get(skuId)
  if (held?.spuId !== productId) throw new DomainError('NOT_FOUND')
  if (held.kind !== 'card_secret')
    throw new DomainError('VALIDATION_FAILED', [{ path: 'skuId', message: 'these goods have no codes' }])
}
