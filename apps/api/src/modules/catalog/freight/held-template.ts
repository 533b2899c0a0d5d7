import type { FreightTemplateBody } from '@jishi/contracts/catalog/freight.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { Tx } from '../../../infra/database/sql.js'

/** Which template is meant, and the version its reader saw. */
export interface TemplateVersion {
  readonly id: Id<'freight-template'>
  readonly version: number
}

/** The template as it is now, held until the commit. Throws NOT_FOUND, or VERSION_CONFLICT when it was written since. */
export async function heldTemplate(tx: Tx, { id, version }: TemplateVersion): Promise<FreightTemplateBody> {
  const found = await tx.maybe<FreightTemplateBody & { version: number }>(
    `select version, name, unit, rates, to_jsonb(no_delivery_prefixes) as "noDeliveryPrefixes"
       from freight_templates where id = $1 and archived_at is null for update`,
    [id],
  )
  if (found === undefined) throw new DomainError('NOT_FOUND')
  const { version: now, ...body } = found
  if (now !== version) throw new DomainError('VERSION_CONFLICT')
  return body
}
