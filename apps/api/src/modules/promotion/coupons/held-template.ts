import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../../infra/database/sql.js'
import { TEMPLATE, type TemplateRow } from './template.rows.js'

/** The template as it stands, held until the Tx ends. Throws NOT_FOUND, and VERSION_CONFLICT with the present version. */
export const heldTemplate = async (tx: Tx, id: string, version: number): Promise<TemplateRow> => {
  const row = await tx.maybe<TemplateRow>(
    `select ${TEMPLATE} from coupon_templates t where t.id = $1 for no key update`,
    [id],
  )
  if (row === undefined) throw new DomainError('NOT_FOUND')
  if (row.version !== version) throw new DomainError('VERSION_CONFLICT', { version: row.version })
  return row
}
