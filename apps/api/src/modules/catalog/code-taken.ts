import { DomainError } from '@jishi/kernel/errors'
import { isUniqueViolation } from '../../infra/database/failures.js'

/** Who lost a race for a code hears the same as who asked for it later. */
export const codesAreTaken = (error: unknown): never => {
  if (isUniqueViolation(error, 'skus_external_code_key')) throw taken([{ path: 'skus', field: 'externalCode' }])
  if (isUniqueViolation(error, 'skus_barcode_key')) throw taken([{ path: 'skus', field: 'barcode' }])
  throw error
}

export interface TakenCode {
  readonly path: string
  readonly field: 'externalCode' | 'barcode'
}

export const taken = (items: readonly TakenCode[]): DomainError => new DomainError('SKU_CODE_TAKEN', { items })
