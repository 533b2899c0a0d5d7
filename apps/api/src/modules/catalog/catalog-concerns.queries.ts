import type { Sql } from '../../infra/database/sql.js'

/** What of the catalogue waits for somebody: each number is that of the list it opens. */
export interface CatalogConcerns {
  readonly lowStock: number
  readonly drafts: number
  readonly shelfRefused: number
  readonly permitsExpiring: number
}

/** `plentiful` are the SKUs that are not low; permits count that hold on `today` and end by `until`, both shop days. */
export const catalogConcerns = (
  reader: Sql,
  plentiful: readonly string[],
  today: string,
  until: string,
): Promise<CatalogConcerns> =>
  reader.one<CatalogConcerns>(
    `select (select count(*) from spus s where s.archived_at is null and exists (
               select 1 from skus k where k.spu_id = s.id and k.on_sale and k.archived_at is null
                  and not exists (select 1 from unnest($1::uuid[]) p (id) where p.id = k.id))) as "lowStock",
            (select count(*) from spus where state = 'draft' and archived_at is null) as drafts,
            (select count(*) from spus where shelf_refusal is not null and archived_at is null) as "shelfRefused",
            (select count(*) from permits where archived_at is null
                and valid_to between $2::date and $3::date) as "permitsExpiring"`,
    [plentiful, today, until],
  )
