import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { MediaPlace } from '@jishi/contracts/media/media.schema'
import type { Sql } from '../../infra/database/sql.js'
import { MediaPlaces, MOST_COUNTED, MOST_PLACES, type MediaShower } from '../media/index.js'

/** What the index `spus_media` is made of, letter by letter: a product's lists, its film, its text. */
const NAMED = `media_named_in(s.pictures::text || s.detail_pictures::text || coalesce(s.video::text, '') || s.detail_html)`

/** Products that show `one.id` themselves or on a SKU; the recycle bin counts, since it gives back. */
const PRODUCTS = `select s.id from spus s where ${NAMED} @> array[one.id]
  union select k.spu_id from skus k where k.picture is not null and k.picture ->> 'id' = one.id`

/** Tells the media library which products, categories, brands and permits show a picture or a film. */
@Injectable()
export class CatalogPlaces implements MediaShower, OnModuleInit {
  constructor(private readonly registry: MediaPlaces) {}

  onModuleInit(): void {
    this.registry.register(this)
  }

  async counts(reader: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await reader.rows<{ id: string; count: number }>(
      `select one.id, (select count(*) from (${PRODUCTS} limit ${MOST_COUNTED}) as p)
          + (select count(*) from categories c where c.icon ->> 'id' = one.id)
          + (select count(*) from brands b where b.logo ->> 'id' = one.id)
          + (select count(*) from permits q where q.picture ->> 'id' = one.id) as count
         from unnest($1::text[]) as one (id)`,
      [ids],
    )
    return new Map(rows.map(({ id, count }) => [id, count]))
  }

  places(reader: Sql, id: string): Promise<readonly MediaPlace[]> {
    return reader.rows<MediaPlace>(
      `select 'product' as "user", p.id, p.title as name from unnest(array[$1::text]) as one (id),
              lateral (select id, title from spus where id in (${PRODUCTS}) order by id desc limit ${MOST_PLACES}) as p
       union all select 'category', id, name from categories where icon ->> 'id' = $1
       union all select 'brand', id, name from brands where logo ->> 'id' = $1
       union all select 'permit', id, title from permits where picture ->> 'id' = $1`,
      [id],
    )
  }
}
