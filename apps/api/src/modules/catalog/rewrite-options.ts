import { Inject, Injectable } from '@nestjs/common'
import type { ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { present } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { claimed, type Named } from './claim-names.js'

/** The id each value's name stands for, by option. */
export type Axes = readonly ReadonlyMap<string, string>[]

/** Writes the options and values of a product anew, keeping the identity of each that stays and resting what is gone. */
@Injectable()
export class RewriteOptions {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Throws VALIDATION_FAILED for an id of another product. */
  async run(tx: Tx, spuId: string, options: ProductBody['options']): Promise<Axes> {
    const rows = await tx.rows<{ id: string; name: string }>('select id, name from spu_options where spu_id = $1', [
      spuId,
    ])
    const ids = claimed(
      options,
      rows,
      (index) => `options.${index}.id`,
      () => newId(this.clock),
    )
    await this.rest(tx, 'spu_options', 'spu_id', spuId, ids, options)
    await tx.execute(
      `insert into spu_options (id, spu_id, name, position)
       select o.id, $1, o.name, o.place - 1 from unnest($2::uuid[], $3::text[]) with ordinality as o (id, name, place)
       on conflict (id) do update set name = excluded.name, position = excluded.position, archived_at = null`,
      [spuId, ids, options.map(({ name }) => name)],
    )
    const axes: ReadonlyMap<string, string>[] = []
    for (const [index, option] of options.entries())
      axes.push(await this.values(tx, present(ids[index], 'an option'), option.values, index))
    return axes
  }

  private async values(
    tx: Tx,
    optionId: string,
    values: readonly Named[],
    axis: number,
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.rows<{ id: string; name: string }>(
      'select id, name from spu_option_values where option_id = $1',
      [optionId],
    )
    const ids = claimed(
      values,
      rows,
      (index) => `options.${axis}.values.${index}.id`,
      () => newId(this.clock),
    )
    await this.rest(tx, 'spu_option_values', 'option_id', optionId, ids, values)
    await tx.execute(
      `insert into spu_option_values (id, option_id, name, position)
       select v.id, $1, v.name, v.place - 1 from unnest($2::uuid[], $3::text[]) with ordinality as v (id, name, place)
       on conflict (id) do update set name = excluded.name, position = excluded.position, archived_at = null`,
      [optionId, ids, values.map(({ name }) => name)],
    )
    return new Map(values.map(({ name }, index) => [name, present(ids[index], 'an option value')]))
  }

  /** What nobody wants now rests; should another have taken its name, it rests under one of its own. */
  private async rest(
    tx: Tx,
    table: 'spu_options' | 'spu_option_values',
    owner: 'spu_id' | 'option_id',
    ownerId: string,
    kept: readonly string[],
    wanted: readonly Named[],
  ): Promise<void> {
    await tx.execute(
      `update ${table} set archived_at = coalesce(archived_at, $4), position = null,
              name = case when name = any($3::text[]) then left(name, 8) || '·' || right(id::text, 8) else name end
        where ${owner} = $1 and id <> all($2::uuid[])`,
      [ownerId, kept, wanted.map(({ name }) => name), isoOf(this.clock.now())],
    )
  }
}
