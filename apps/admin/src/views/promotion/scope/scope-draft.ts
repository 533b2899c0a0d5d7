import type { ScopeBody } from '@jishi/contracts/promotion/scope.schema'

export const noNames = (): ScopeBody['named'] => ({ spuIds: [], categoryIds: [], brandIds: [] })
export const everything = (): ScopeBody => ({ all: true, named: noNames(), excluded: noNames() })
/** A copy that a form may change. */
export const scopeOf = ({ all, named, excluded }: ScopeBody): ScopeBody => ({
  all,
  named: { ...named },
  excluded: { ...excluded },
})
export const namesNothing = ({ all, named }: ScopeBody): boolean =>
  !all && named.spuIds.length + named.categoryIds.length + named.brandIds.length === 0
