import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { claimed, type Named } from '../claim-names.js'

interface Row {
  readonly id: string
  readonly name: string
  readonly archived: boolean
}

/** Writes the values of an attribute anew: each that stays keeps its id, what is left out is archived, never deleted. */
@Injectable()
export class RewriteValues {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Answers the names that were offered before. Throws VALIDATION_FAILED for an id of another attribute. */
  async run(tx: Tx, attributeId: string, values: readonly Named[]): Promise<string[]> {
    const rows = await tx.rows<Row>(
      `select id, name, archived_at is not null as archived from attribute_values where attribute_id = $1
        order by archived_at nulls first, position, id`,
      [attributeId],
    )
    const ids = claimed(
      values,
      rows,
      (index) => `values.${index}.id`,
      () => newId<'attributeValue'>(this.clock),
    )
    await tx.execute(
      `update attribute_values set archived_at = $3 where attribute_id = $1 and id <> all($2::uuid[]) and archived_at is null`,
      [attributeId, ids, isoOf(this.clock.now())],
    )
    // Values may trade names: for a moment each of those that stay goes by its id, so that no name is there twice.
    await tx.execute('update attribute_values set name = id::text where id = any($1::uuid[])', [ids])
    await tx.execute(
      `insert into attribute_values (id, attribute_id, name, position)
       select v.id, $1, v.name, v.place - 1 from unnest($2::uuid[], $3::text[]) with ordinality as v (id, name, place)
       on conflict (id) do update set name = excluded.name, position = excluded.position, archived_at = null`,
      [attributeId, ids, values.map(({ name }) => name)],
    )
    return rows.filter(({ archived }) => !archived).map(({ name }) => name)
  }
}
