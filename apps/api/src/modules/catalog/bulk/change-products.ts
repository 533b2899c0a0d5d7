import { Injectable } from '@nestjs/common'
import type { BulkChange } from '@jishi/contracts/catalog/product-shelf.schema'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import type { Tx } from '../../../infra/database/sql.js'
import { ChangeShelf } from '../change-shelf.js'
import { PermitCheck } from '../permit-check.js'
import { assertComplete } from '../product-checks.js'
import { ProductMarks } from '../product-marks.js'
import { RecycleProduct } from '../shelf/recycle-product.js'

interface Held {
  readonly state: string
  readonly categoryId: string
  readonly weight: number
  readonly tagIds: string[]
}

/** One change for many products: each row for itself, so that what cannot be changed keeps no other from it. */
@Injectable()
export class ChangeProducts {
  constructor(
    private readonly shelf: ChangeShelf,
    private readonly recycling: RecycleProduct,
    private readonly permits: PermitCheck,
    private readonly marks: ProductMarks,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws VALIDATION_FAILED where the change itself names what is not there. Rows are taken in the order of their ids. */
  async run(tx: Tx, actor: Doer, ids: readonly string[], change: BulkChange): Promise<void> {
    await assertNamed(tx, change)
    for (const id of [...new Set(ids)].sort()) await this.one(tx, actor, idOf<'product'>(id), change)
  }

  /** What a refused row wrote before it was refused is taken back with it. */
  private async one(tx: Tx, actor: Doer, id: Id<'product'>, change: BulkChange): Promise<void> {
    await tx.execute('savepoint one_product')
    try {
      await this.apply(tx, actor, id, change)
      await tx.execute('release savepoint one_product')
    } catch (error) {
      if (!isDomainError(error)) throw error
      await tx.execute('rollback to savepoint one_product')
    }
  }

  private async apply(tx: Tx, actor: Doer, id: Id<'product'>, change: BulkChange): Promise<void> {
    if (change.kind === 'shelf') await this.shelf.run(tx, actor, id, change.state)
    else if (change.kind === 'archive') await this.recycling.archive(tx, actor, id)
    else if (change.kind === 'restore') await this.recycling.restore(tx, actor, id, null)
    else await this.edit(tx, actor, id, change)
  }

  private async edit(
    tx: Tx,
    actor: Doer,
    id: Id<'product'>,
    change: Extract<BulkChange, { kind: 'category' | 'tags' | 'weight' }>,
  ): Promise<void> {
    const before = await held(tx, id)
    if (change.kind === 'category') await this.moveTo(tx, id, before.state, change.categoryId)
    else if (change.kind === 'tags') await retag(tx, id, change)
    else await tx.execute('update spus set featured = $2 where id = $1', [id, change.weight])
    const [was, is] = [factsOf(before, change), factsOf(await held(tx, id), change)]
    if (JSON.stringify(was) === JSON.stringify(is)) return
    await this.marks.edited(tx, [id], actor)
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: 'product.changed',
      subject: { kind: 'product', id },
      before: was,
      after: is,
    })
  }

  /** Answers to attributes it leaves behind go with the old category; what the new one demands it has to have. */
  private async moveTo(tx: Tx, id: string, state: string, categoryId: string): Promise<void> {
    await tx.execute('update spus set category_id = $2 where id = $1', [id, categoryId])
    await tx.execute(
      `delete from spu_attribute_values sv using attributes a, categories above, categories here
        where sv.spu_id = $1 and a.id = sv.attribute_id and above.id = a.category_id and here.id = $2
          and not starts_with(here.path, above.path)`,
      [id, categoryId],
    )
    if (state !== 'on_shelf') return
    await assertComplete(tx, id)
    await this.permits.assertHeld(tx, categoryId)
  }
}

const factsOf = ({ categoryId, weight, tagIds }: Held, { kind }: BulkChange): object =>
  kind === 'category' ? { categoryId } : kind === 'weight' ? { weight } : { tagIds }

/** Throws NOT_FOUND. */
const held = async (tx: Tx, id: string): Promise<Held> => {
  const found = await tx.maybe<Held>(
    `select s.state, s.category_id as "categoryId", s.featured as weight,
            coalesce((select jsonb_agg(st.tag_id order by st.tag_id) from spu_tags st join tags t on t.id = st.tag_id
                       where st.spu_id = s.id and t.archived_at is null), '[]') as "tagIds"
       from spus s where s.id = $1 and s.archived_at is null for no key update of s`,
    [id],
  )
  if (found === undefined) throw new DomainError('NOT_FOUND')
  return found
}

const retag = async (
  tx: Tx,
  id: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> => {
  await tx.execute('delete from spu_tags where spu_id = $1 and tag_id = any($2::uuid[])', [id, remove])
  await tx.execute(
    'insert into spu_tags (spu_id, tag_id) select $1, t from unnest($2::uuid[]) t on conflict (spu_id, tag_id) do nothing',
    [id, [...new Set(add)]],
  )
}

/** The category is held, so that it is not archived while goods are put into it. */
const assertNamed = async (tx: Tx, change: BulkChange): Promise<void> => {
  const invalid = (path: string, message: string) => new DomainError('VALIDATION_FAILED', [{ path, message }])
  if (change.kind === 'category') {
    const there = 'select 1 as one from categories where id = $1 and archived_at is null for share'
    if ((await tx.maybe(there, [change.categoryId])) === undefined)
      throw invalid('change.categoryId', 'there is no such category')
  }
  if (change.kind !== 'tags') return
  if (change.add.some((id) => change.remove.includes(id))) throw invalid('change.remove', 'added and removed at once')
  const known = await tx.rows<{ id: string }>(
    'select id from tags where id = any($1::uuid[]) and archived_at is null',
    [change.add],
  )
  const unknown = change.add.findIndex((id) => !known.some((tag) => tag.id === id))
  if (unknown >= 0) throw invalid(`change.add.${unknown}`, 'there is no such tag')
}
