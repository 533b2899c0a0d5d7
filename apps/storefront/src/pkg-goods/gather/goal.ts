import type { ProductsQuery } from '@jishi/contracts/shopfront/search.schema'
import type { ComputedRef, ShallowRef } from 'vue'
import type { ApiError } from '@/api'

/** What is missing until it is reached, what is gained then, and how far the cart has come in per cent. */
export interface Missing {
  missingFen: number | null
  missingQty: number | null
  gainFen: number
  percent: number
}

/** What goods are gathered for: a promotion of the shop, or a coupon that somebody holds. */
export interface Goal {
  /** What it takes off; under it for which goods, and until when. */
  face: ComputedRef<{ label: string; lines: string[] } | null>
  error: ShallowRef<ApiError | null>
  missing: ComputedRef<Missing | null>
  /** What is said where nothing is missing, or nothing that goods could bring. */
  state: ComputedRef<string>
  /** What is said where there is no such thing any more. */
  over: string
  /** Which goods count for it. */
  goods: () => Pick<ProductsQuery, 'offer' | 'coupon'>
  load: () => Promise<void>
  /** Once the cart has grown. */
  follow: () => Promise<void>
}
