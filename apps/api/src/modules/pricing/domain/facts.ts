import type { Fen } from '@jishi/kernel/money'

/** What the engine may know about one line: which SKU, how many, the list price of one piece, and how it travels. */
export interface LineFacts {
  readonly skuId: string
  readonly qty: number
  readonly listUnitFen: Fen
  /** Goes into a parcel. Codes, virtual goods and services do not, and cost no freight. */
  readonly parcel: boolean
}

/** The shop's freight settings: one flat amount, free from a threshold on. */
export interface FreightFacts {
  readonly baseFen: Fen
  /** Goods from this amount on travel free; null = never. */
  readonly freeOverFen: Fen | null
  /** Prefixes of region codes the shop does not deliver to. */
  readonly noDeliveryRegionPrefixes: readonly string[]
}

/** Everything a price depends on. Equal facts give an equal receipt, in whatever order the lines come. */
export interface PricingFacts {
  readonly lines: readonly LineFacts[]
  readonly freight: FreightFacts
  /** Six digits of the county the parcel goes to; null while no address is known. */
  readonly regionCode: string | null
  /** The least a payable order may cost: 0, or 1 fen for channels that refuse zero. */
  readonly minimumFen: Fen
}

/** What a list, a page or a card needs to show a price: the list prices of the SKUs that can be bought. */
export interface TagFacts {
  readonly listUnitFens: readonly Fen[]
}
