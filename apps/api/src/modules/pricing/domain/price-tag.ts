import { assert } from '@jishi/kernel/assert'
import { maxFen, minFen, type Fen } from '@jishi/kernel/money'
import type { TagFacts } from './facts.js'
import { unitPriceOf } from './unit-price.js'

/** A price as a card shows it. `wasFen` stays null until a price reduction may lawfully be struck through. */
export interface PriceTag {
  readonly fromFen: Fen
  readonly toFen: Fen
  readonly wasFen: Fen | null
  readonly label: string | null
}

/** The span of what one piece costs over the given SKUs; at least one price must be given. */
export function tagPrice(facts: TagFacts): PriceTag {
  const units = facts.listUnitFens.map((listFen) => unitPriceOf(listFen).unitFen)
  assert(units.length > 0, 'a price tag needs a price')
  return { fromFen: units.reduce(minFen), toFen: units.reduce(maxFen), wasFen: null, label: null }
}
