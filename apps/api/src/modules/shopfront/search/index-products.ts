import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, SqlValue, Tx } from '../../../infra/database/sql.js'
import { SearchSource, type SearchFacts } from '../../catalog/index.js'
import { InventoryFacade } from '../../inventory/index.js'
import { plainText } from '../domain/plain-text.js'
import { vectorOf } from './product-words.js'
import { Segmenter } from './segmenter.js'
import { keepNames, keepWords } from './word-book.js'

interface Entry extends SearchFacts {
  readonly inStock: boolean
}

const COLUMNS: readonly (readonly [name: string, type: string, value: (entry: Entry, vector: string) => SqlValue])[] = [
  ['spu_id', 'uuid', ({ id }) => id],
  ['title', 'text', ({ title }) => title],
  ['title_key', 'text', ({ title }) => plainText(title)],
  ['words', 'tsvector', (_entry, vector) => vector],
  ['brand_id', 'uuid', ({ brand }) => brand?.id ?? null],
  ['brand_name', 'text', ({ brand }) => brand?.name ?? null],
  ['category_id', 'uuid', ({ categoryId }) => categoryId],
  ['category_ids', 'uuid[]', ({ categories }) => listOf(categories)],
  ['value_ids', 'uuid[]', ({ values }) => listOf(values)],
  ['tag_ids', 'uuid[]', ({ tags }) => listOf(tags)],
  ['price_from_fen', 'bigint', ({ priceFromFen }) => priceFromFen],
  ['sold_count', 'bigint', ({ soldCount }) => soldCount],
  ['on_shelf_at', 'timestamptz', ({ onShelfAt }) => (onShelfAt === null ? null : isoOf(onShelfAt))],
  ['featured', 'integer', ({ featured }) => featured],
  ['in_stock', 'boolean', ({ inStock }) => inStock],
]
/** A list within a list of rows travels as the text of an array: unnest would flatten it. */
const listOf = (named: readonly { readonly id: string }[]): string => `{${named.map(({ id }) => id).join(',')}}`

const NAMES = COLUMNS.map(([name]) => name).join(', ')
const READ = COLUMNS.map(([name, type]) => `${name}::${type}`).join(', ')
const PLACES = COLUMNS.map((_, index) => `$${index + 1}::text[]`).join(', ')
const CHANGED = COLUMNS.slice(1).map(([name]) => `${name} = excluded.${name}`)
const UPSERT = `
  insert into product_search as p (${NAMES}) select ${READ} from unnest(${PLACES}) as g (${NAMES}) order by spu_id
  on conflict (spu_id) do update set ${CHANGED.join(', ')}
   where (${COLUMNS.map(([name]) => `p.${name}`).join(', ')}) is distinct from (${COLUMNS.map(([name]) => `excluded.${name}`).join(', ')})`

/** Two who copy the same product take turns: whoever is second reads what the first one's reason wrote, and later. */
const TAKE_TURNS = `
  select count(pg_advisory_xact_lock(key)) from (
    select hashtextextended('product_search ' || id, 0) as key from unnest($1::text[]) as g (id) order by 1) keys`

/**
 * Makes the search's rows of these products what the catalogue and the stock say now. It reads, it never adds up: told
 * twice, late or out of order, the outcome is the same.
 */
@Injectable()
export class IndexProducts {
  constructor(
    private readonly source: SearchSource,
    private readonly inventory: InventoryFacade,
    private readonly segmenter: Segmenter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(tx: Tx, spuIds: readonly string[]): Promise<void> {
    if (spuIds.length === 0) return
    await tx.rows(TAKE_TURNS, [spuIds])
    const facts = await this.source.facts(tx, spuIds)
    const shown = facts.filter(
      ({ state, archived, onShelfAt }) => state === 'on_shelf' && !archived && onShelfAt !== null,
    )
    const entries = await this.withStock(tx, shown)
    const kept = new Set(entries.map(({ id }) => id))
    await this.drop(
      tx,
      spuIds.filter((id) => !kept.has(id)),
    )
    if (entries.length === 0) return
    this.segmenter.learn(
      entries.flatMap(({ brand, keywords }) => [...(brand === null ? [] : [brand.name]), ...keywords]),
    )
    const vectors = entries.map((entry) => vectorOf(entry, this.segmenter))
    await tx.execute(
      UPSERT,
      COLUMNS.map(([, , value]) => entries.map((entry, index) => textOf(value(entry, vectors[index] ?? '')))),
    )
    await keepNames(tx, entries)
    await keepWords(tx, entries, this.segmenter, isoOf(this.clock.now()))
  }

  private async withStock(reader: Sql, facts: readonly SearchFacts[]): Promise<Entry[]> {
    const available = await this.inventory.available(
      reader,
      facts.flatMap(({ skuIds }) => skuIds),
    )
    return facts.map((one) => ({ ...one, inStock: one.skuIds.some((id) => (available.get(id) ?? 0) > 0) }))
  }

  private async drop(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.execute('delete from product_search where spu_id = any($1::uuid[])', [ids])
  }
}

const textOf = (value: SqlValue): string | null => (value === null || value === undefined ? null : String(value))
