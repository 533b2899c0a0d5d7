import { DomainError } from '@jishi/kernel/errors'
import { isUniqueViolation } from '../../infra/database/failures.js'

const NAMES = {
  brands_name_once: 'BRAND_NAME_TAKEN',
  tags_name_once: 'TAG_NAME_TAKEN',
  attributes_name_once: 'ATTRIBUTE_NAME_TAKEN',
  freight_templates_name_once: 'FREIGHT_NAME_TAKEN',
} as const

/** Who lost a race for a code or a name hears the same as who asked for it later. */
export const namesAreTaken = (error: unknown): never => {
  for (const [constraint, code] of Object.entries(NAMES))
    if (isUniqueViolation(error, constraint)) throw new DomainError(code)
  if (isUniqueViolation(error, 'skus_external_code_key')) throw taken([{ path: 'skus', field: 'externalCode' }])
  if (isUniqueViolation(error, 'skus_barcode_key')) throw taken([{ path: 'skus', field: 'barcode' }])
  throw error
}

export interface TakenCode {
  readonly path: string
  readonly field: 'externalCode' | 'barcode'
}

export const taken = (items: readonly TakenCode[]): DomainError => new DomainError('SKU_CODE_TAKEN', { items })
