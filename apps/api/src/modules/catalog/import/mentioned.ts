import type { AttributeKind } from '@jishi/contracts/catalog/catalog.terms'
import type { SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import type { Sql } from '../../../infra/database/sql.js'
import type { MediaFacade } from '../../media/index.js'
import { pairsOf } from './domain/sheet-pairs.js'
import { entriesOf, SIGNS } from './domain/sheet-text.js'
import type { StagedRow } from './product-draft.js'

type Ids = ReadonlyMap<string, readonly string[]>

/** An attribute as a sheet may name it. */
export interface SheetAttribute {
  readonly id: string
  readonly name: string
  readonly kind: AttributeKind
  readonly archived: boolean
  /** Path of the category whose goods are asked for it. */
  readonly path: string
  readonly values: readonly { readonly id: string; readonly name: string; readonly archived: boolean }[]
}

/** What some rows speak of beyond the names every sheet may need. */
export interface Mentioned {
  /** Ids of pictures and of films by what a sheet calls them: the id itself, or the name of the file. */
  readonly pictures: Ids
  readonly films: Ids
  /** Products by their own code, or by that of a SKU of theirs. */
  readonly products: Ids
  readonly attributes: readonly SheetAttribute[]
}

export const NOTHING_MENTIONED: Mentioned = {
  pictures: new Map(),
  films: new Map(),
  products: new Map(),
  attributes: [],
}

const productsCalled = async (reader: Sql, codes: readonly string[]): Promise<Ids> => {
  if (codes.length === 0) return new Map()
  const rows = await reader.rows<{ code: string; id: string }>(
    `select w.code, coalesce(s.id, k.spu_id) as id from unnest($1::text[]) as w (code)
       left join spus s on s.code = w.code and s.archived_at is null
       left join (select k.external_code, k.spu_id from skus k join spus o on o.id = k.spu_id and o.archived_at is null
                   where k.archived_at is null) k on k.external_code = w.code
      where coalesce(s.id, k.spu_id) is not null`,
    [codes],
  )
  return new Map(rows.map(({ code, id }) => [code, [id]]))
}

/** Living ones first, so that a name means what is offered today where it can. */
const attributesCalled = async (reader: Sql, names: readonly string[]): Promise<SheetAttribute[]> => {
  if (names.length === 0) return []
  return reader.rows<SheetAttribute>(
    `select a.id, a.name, a.kind, a.archived_at is not null as archived, c.path,
            coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name, 'archived', v.archived_at is not null)
                               order by v.archived_at nulls first)
                        from attribute_values v where v.attribute_id = a.id), '[]') as values
       from attributes a join categories c on c.id = a.category_id
      where a.name = any($1::text[]) order by a.archived_at nulls first, a.id`,
    [names],
  )
}

/** Looks up everything these rows name, each kind in one statement. */
export const mentionedIn = async (reader: Sql, media: MediaFacade, rows: readonly StagedRow[]): Promise<Mentioned> => {
  const named = (columns: readonly SheetColumn[], read: (cell: string) => string[]): string[] => [
    ...new Set(rows.flatMap(({ cells }) => columns.flatMap((column) => read(cells[column] ?? '')))),
  ]
  return {
    pictures: await media.called(reader, named(['pictures', 'skuPicture', 'detailPictures'], entriesOf), 'picture'),
    films: await media.called(
      reader,
      named(['film'], (cell) => [cell.trim()].filter((text) => text !== '')),
      'video',
    ),
    products: await productsCalled(
      reader,
      named(['related'], (cell) => entriesOf(cell, SIGNS)),
    ),
    attributes: await attributesCalled(
      reader,
      named(['attributes'], (cell) => pairsOf(cell).map(({ name }) => name)),
    ),
  }
}
