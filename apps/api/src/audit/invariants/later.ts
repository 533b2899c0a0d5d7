import type { NotYet } from '../invariant.js'

const later = (ids: readonly string[], title: string, feature: string): NotYet[] =>
  ids.map((id) => ({ id, title, why: `${feature} not built yet` }))

/** Rules that wait for their feature. */
export const laterRules: readonly NotYet[] = [
  ...later(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7'], 'commission and bindings', 'distribution is'),
  ...later(['K1', 'K2', 'K3'], 'points', 'points are'),
  ...later(['G1', 'G2'], 'groups', 'group buying is'),
  ...later(['G3'], 'one check-in a shop day', 'check-in is'),
]
