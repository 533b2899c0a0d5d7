import { unitRuleCode } from '@jishi/contracts/pricing/pricing.terms'
import { assert } from '@jishi/kernel/assert'
import { maxFen, minFen, type Fen } from '@jishi/kernel/money'
import type { PriceContext, TagFacts, TagSku } from './facts.js'
import { unitPriceOf, type UnitPrice } from './unit-price.js'
import { isPlain, unitRuleLabel } from './unit-words.js'

/** A price as a card shows it. `wasFen` stays null until a price reduction may lawfully be struck through. */
export interface PriceTag {
  readonly fromFen: Fen
  readonly toFen: Fen
  readonly wasFen: Fen | null
  readonly label: string | null
  /** The code of the rule the label names. */
  readonly rule: string | null
}

interface Priced {
  readonly unit: UnitPrice
  readonly wasFen: Fen | null
}

/** The span of what one piece costs over the given SKUs; at least one price must be given. */
export function tagPrice({ skus, context }: TagFacts): PriceTag {
  const priced = skus.map((sku): Priced => {
    const unit = unitPriceOf(sku.prices, 1, context)
    return { unit, wasFen: wasOf(sku, unit) }
  })
  assert(priced.length > 0, 'a price tag needs a price')
  const units = priced.map(({ unit }) => unit.unitFen)
  const fromFen = units.reduce(minFen)
  const telling = priced.filter(({ unit }) => unit.unitFen === fromFen)
  const rule = oneRule(telling)
  return {
    fromFen,
    toFen: units.reduce(maxFen),
    wasFen: lowestWas(telling),
    label: rule === null ? null : unitRuleLabel(rule),
    rule: rule === null ? null : unitRuleCode(rule),
  }
}

/** The price of one piece of one SKU at a quantity; the same stage 1 as everywhere. */
export const unitFenAt = (prices: TagSku['prices'], qty: number, context: PriceContext): Fen =>
  unitPriceOf(prices, qty, context).unitFen

/**
 * The lowest price everybody was offered in the seven days before the present price began. It stands only beside a base price
 * that is declared for some days, that history already knows, and that is truly lower; a price that was raised before it was
 * cut therefore strikes nothing.
 */
function wasOf({ offered }: TagSku, { unitFen, rule }: UnitPrice): Fen | null {
  if (offered === null || rule.list !== 'base' || !rule.limited) return null
  const { presentFen, lowestBeforeFen } = offered
  if (presentFen !== unitFen || lowestBeforeFen === null) return null
  return lowestBeforeFen > unitFen ? lowestBeforeFen : null
}

/** Beside the cheapest price stands what can be proved for every SKU that costs it, hence the lowest. */
function lowestWas(telling: readonly Priced[]): Fen | null {
  const known = telling.flatMap(({ wasFen }) => wasFen ?? [])
  return known.length === telling.length ? known.reduce(minFen) : null
}

/** A label is shown where all the SKUs that cost the shown price cost it for the same reason. */
function oneRule(telling: readonly Priced[]): UnitPrice['rule'] | null {
  const [first, ...others] = telling.map(({ unit }) => unit.rule)
  if (first === undefined || isPlain(first)) return null
  return others.every((rule) => unitRuleCode(rule) === unitRuleCode(first)) ? first : null
}
