import type { Sql, Tx } from '../../infra/database/sql.js'
import type { AskedAttribute, Carried } from './domain/answer-flaws.js'

/**
 * Every attribute of the category and of those above it, archived ones included, each held so that what a product is
 * given is not archived under its feet.
 */
export const askedAttributes = (tx: Tx, categoryId: string): Promise<AskedAttribute[]> =>
  tx.rows<AskedAttribute>(
    `select a.id, a.kind, a.archived_at is not null as archived,
            coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'archived', v.archived_at is not null))
                        from attribute_values v where v.attribute_id = a.id), '[]') as values
       from attributes a
      where a.category_id in (
        select above.id from categories here join categories above on starts_with(here.path, above.path) where here.id = $1)
      order by a.id for share of a`,
    [categoryId],
  )

/** What the product answers already. */
export const carriedAnswers = async (reader: Sql, spuId: string): Promise<Carried> => {
  const rows = await reader.rows<{ attributeId: string; valueId: string | null }>(
    'select attribute_id as "attributeId", value_id as "valueId" from spu_attribute_values where spu_id = $1',
    [spuId],
  )
  return {
    attributeIds: new Set(rows.map(({ attributeId }) => attributeId)),
    valueIds: new Set(rows.flatMap(({ valueId }) => valueId ?? [])),
  }
}

/** A condition on a row `s` of spus: some attribute it has to answer in this category is not answered. */
export const unanswered = (categoryId: string): string => `exists (
  select 1 from categories here
    join categories above on starts_with(here.path, above.path)
    join attributes a on a.category_id = above.id and a.required and a.archived_at is null
   where here.id = ${categoryId}
     and not exists (select 1 from spu_attribute_values sv where sv.spu_id = s.id and sv.attribute_id = a.id))`
