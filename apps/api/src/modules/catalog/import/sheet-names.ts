import type { Sql } from '../../../infra/database/sql.js'
import { categoryPath } from './domain/sheet-text.js'
import { NOTHING_MENTIONED, type Mentioned, type SheetAttribute } from './mentioned.js'

interface Named {
  readonly id: string
  readonly name: string
}

interface Category extends Named {
  /** The ids from the root down, as the table keeps them. */
  readonly path: string
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
  readonly freights: ReadonlyMap<string, string>
  private readonly paths: ReadonlyMap<string, string>

  private constructor(
    categories: readonly Category[],
    brands: readonly Named[],
    tags: readonly Named[],
    freights: readonly Named[],
    readonly mentioned: Mentioned,
  ) {
    this.categoryIds = byName(categories)
    this.brandIds = byName(brands.map(({ id, name }) => ({ id, name: name.toLowerCase() })))
    this.tagIds = byName(tags)
    this.categories = byId(categories)
    this.brands = byId(brands)
    this.tags = byId(tags)
    this.freights = byId(freights)
    this.paths = new Map(categories.map(({ id, path }) => [id, path]))
  }

  static async load(reader: Sql, mentioned: Mentioned = NOTHING_MENTIONED): Promise<SheetNames> {
    const categories = await reader.rows<Category>(
      `with recursive walked as (
         select id, name, path from categories where parent_id is null and archived_at is null
         union all
         select c.id, w.name || '/' || c.name, c.path from categories c join walked w on c.parent_id = w.id where c.archived_at is null
       ) select id, name, path from walked`,
    )
    const brands = await reader.rows<Named>('select id, name from brands where archived_at is null')
    const tags = await reader.rows<Named>('select id, name from tags where archived_at is null')
    const freights = await reader.rows<Named>('select id, name from freight_templates where archived_at is null')
    const plain = categories.map(({ id, name, path }) => ({ id, name: categoryPath(name), path }))
    return new SheetNames(plain, brands, tags, freights, mentioned)
  }

  /** Templates of this very name, or else those that differ from it by case only: there can be several of them. */
  freightIdsOf(name: string): readonly string[] {
    const called = [...this.freights].filter(([, each]) => each.toLowerCase() === name.toLowerCase())
    const exact = called.filter(([, each]) => each === name)
    return (exact.length > 0 ? exact : called).map(([id]) => id)
  }

  /** The attribute of this name that goods of a category are asked for, by the category itself or one above it. */
  attributeOf(categoryId: string, name: string): SheetAttribute | undefined {
    const here = this.paths.get(categoryId) ?? ''
    return this.mentioned.attributes.find((attribute) => attribute.name === name && here.startsWith(attribute.path))
  }
}
