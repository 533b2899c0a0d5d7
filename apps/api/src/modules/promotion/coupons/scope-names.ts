import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../../infra/database/sql.js'
import type { CatalogFacade } from '../../catalog/index.js'
import type { GoodsNames, Scope } from '../../pricing/index.js'
import { NAMED_IN_WORDS } from './domain/coupon-words.js'

/** What the first goods of a scope are called, for its words. Throws VALIDATION_FAILED where it names goods that are not there. */
export const scopeNames = async (catalog: CatalogFacade, sql: Sql, { named, excluded }: Scope): Promise<string[]> => {
  const asked: GoodsNames = {
    spuIds: [...named.spuIds, ...excluded.spuIds],
    categoryIds: [...named.categoryIds, ...excluded.categoryIds],
    brandIds: [...named.brandIds, ...excluded.brandIds],
  }
  const names = await catalog.goodsNames(sql, asked)
  const missing = [...asked.spuIds, ...asked.categoryIds, ...asked.brandIds].filter((id) => !names.has(id))
  if (missing.length > 0) {
    throw new DomainError(
      'VALIDATION_FAILED',
      missing.map((id) => ({ path: 'scope', message: `nothing is ${id}` })),
    )
  }
  const first = [...named.categoryIds, ...named.brandIds, ...named.spuIds]
  return first.slice(0, NAMED_IN_WORDS).map((id) => names.get(id) ?? '')
}
