import type { CopyKey } from '@/copy'
import type { BulkField } from './sku-matrix'

export interface SkuColumn {
  readonly field: Exclude<BulkField, 'delta'>
  /** The same on the wire, under which a refusal names it. */
  readonly path: string
  readonly copy: CopyKey
  readonly mode: 'decimal' | 'numeric'
  readonly needed?: boolean
}

/** Amounts and measures of a combination, from left to right. */
export const SKU_COLUMNS: readonly SkuColumn[] = [
  { field: 'price', path: 'priceFen', copy: 'product.price', mode: 'decimal', needed: true },
  { field: 'cost', path: 'costFen', copy: 'product.cost', mode: 'decimal' },
  { field: 'floor', path: 'floorFen', copy: 'product.floor', mode: 'decimal' },
  { field: 'weight', path: 'weightG', copy: 'product.weight', mode: 'numeric' },
  { field: 'volume', path: 'volumeCm3', copy: 'product.volume', mode: 'numeric' },
]
