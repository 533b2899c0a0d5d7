import type { Sql } from '../../../infra/database/sql.js'
import { categoryPath } from './domain/sheet-text.js'

interface Named {
  readonly id: string
  readonly name: string
}

const byName = (rows: readonly Named[]): Map<string, string[]> => {
  const ids = new Map<string, string[]>()
  for (const { id, name } of rows) ids.set(name, [...(ids.get(name) ?? []), id])
  return ids
}

const byId = (rows: readonly Named[]): Map<string, string> => new Map(rows.map(({ id, name }) => [id, name]))

/** The words a sheet uses for what the catalogue keeps by keys: both ways, for one batch of products. */
export class SheetNames {
  readonly categoryIds: ReadonlyMap<string, readonly string[]>
  readonly brandIds: ReadonlyMap<string, readonly string[]>
  readonly tagIds: ReadonlyMap<string, readonly string[]>
  readonly categories: ReadonlyMap<string, string>
  readonly brands: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>

  private constructor(
    categories: readonly Named[],
    brands: readonly Named[],
    tags: readonly Named[],
    /** Ids of pictures by what a sheet calls them: the id itself, or the name of the file. */
    readonly pictures: ReadonlyMap<string, readonly string[]>,
  ) {
    this.categoryIds = byName(categories)
    this.brandIds = byName(brands.map(({ id, name }) => ({ id, name: name.toLowerCase() })))
    this.tagIds = byName(tags)
    this.categories = byId(categories)
    this.brands = byId(brands)
    this.tags = byId(tags)
  }

  static async load(reader: Sql, pictures: ReadonlyMap<string, readonly string[]> = new Map()): Promise<SheetNames> {
    const categories = await reader.rows<Named>(
      `with recursive walked as (
         select id, name from categories where parent_id is null and archived_at is null
         union all
         select c.id, w.name || '/' || c.name from categories c join walked w on c.parent_id = w.id where c.archived_at is null
       ) select id, name from walked`,
    )
    const brands = await reader.rows<Named>('select id, name from brands where archived_at is null')
    const tags = await reader.rows<Named>('select id, name from tags where archived_at is null')
    const plain = categories.map(({ id, name }) => ({ id, name: categoryPath(name) }))
    return new SheetNames(plain, brands, tags, pictures)
  }
}
