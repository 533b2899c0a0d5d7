import { Injectable } from '@nestjs/common'
import type { BulkChange, BulkResult } from '@jishi/contracts/catalog/product-shelf.schema'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import type { Sql } from '../../../infra/database/sql.js'
import { PermitCheck } from '../permit-check.js'
import { shelfGaps } from '../product-checks.js'

type Refusal = BulkResult['refused'][number]

interface Row {
  readonly id: string
  readonly title: string
  readonly state: SpuState
  readonly categoryId: string
  readonly categoryLives: boolean
  readonly weight: number
  readonly archived: boolean
  readonly tagIds: string[]
}

type Of<Kind extends BulkChange['kind']> = Extract<BulkChange, { kind: Kind }>

/** Whether a product outside the bin is as the change wants it. */
const DONE: { readonly [Kind in BulkChange['kind']]: (row: Row, change: Of<Kind>) => boolean } = {
  archive: () => false,
  restore: () => true,
  shelf: ({ state }, wanted) =>
    wanted.state === 'on_shelf' ? state === 'on_shelf' : state === 'off_shelf' || state === 'draft',
  category: ({ categoryId }, wanted) => categoryId === wanted.categoryId,
  weight: ({ weight }, wanted) => weight === wanted.weight,
  tags: ({ tagIds }, { add, remove }) =>
    add.every((id) => tagIds.includes(id)) && !remove.some((id) => tagIds.includes(id)),
}

const isDone = (row: Row, change: BulkChange): boolean =>
  row.archived
    ? change.kind === 'archive'
    : (DONE[change.kind] as (row: Row, change: BulkChange) => boolean)(row, change)

/** What became of a bulk change, read from how things stand: asked again, the answer is still true. */
@Injectable()
export class BulkOutcome {
  constructor(private readonly permits: PermitCheck) {}

  async of(reader: Sql, ids: readonly string[], change: BulkChange): Promise<BulkResult> {
    const rows = await reader.rows<Row>(
      `select s.id, s.title, s.state, s.category_id as "categoryId", c.archived_at is null as "categoryLives",
              s.featured as weight, s.archived_at is not null as archived,
              coalesce((select jsonb_agg(st.tag_id) from spu_tags st where st.spu_id = s.id), '[]') as "tagIds"
         from spus s join categories c on c.id = s.category_id where s.id = any($1::uuid[])`,
      [ids],
    )
    const known = new Map(rows.map((row) => [row.id, row]))
    const changed: string[] = []
    const refused: Refusal[] = []
    for (const id of new Set(ids)) {
      const row = known.get(id)
      if (row !== undefined && isDone(row, change)) changed.push(id)
      else refused.push(await this.refusal(reader, id, row, change))
    }
    return { changed, refused }
  }

  private async refusal(reader: Sql, id: string, row: Row | undefined, change: BulkChange): Promise<Refusal> {
    const none: Refusal = { id, title: row?.title ?? null, code: 'NOT_FOUND', permitKind: null, missing: [] }
    if (row === undefined) return none
    if (change.kind === 'restore') return { ...none, code: row.categoryLives ? 'VERSION_CONFLICT' : 'CATEGORY_GONE' }
    if (row.archived) return none
    if (change.kind === 'category') return { ...none, ...(await this.obstacle(reader, id, change.categoryId)) }
    if (change.kind === 'shelf') return { ...none, ...(await this.obstacle(reader, id, row.categoryId)) }
    return { ...none, code: 'VERSION_CONFLICT' }
  }

  /** What keeps a product from the shelf in this category; nothing does: somebody changed it meanwhile. */
  private async obstacle(reader: Sql, id: string, categoryId: string): Promise<Partial<Refusal>> {
    const missing = await shelfGaps(reader, id, categoryId)
    if (missing.length > 0) return { code: 'PRODUCT_INCOMPLETE', missing }
    const permitKind = await this.permits.missing(reader, categoryId)
    return permitKind === undefined ? { code: 'VERSION_CONFLICT' } : { code: 'PERMIT_MISSING', permitKind }
  }
}
