/** What a product is told apart by, as parts of a statement; each takes the column that holds the product's id. */

/** Living tags in their own order. */
export const tagsOf = (spuId: string): string => `coalesce((
  select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'shown', t.shown) order by t.position, t.id)
    from spu_tags st join tags t on t.id = st.tag_id and t.archived_at is null
   where st.spu_id = ${spuId}), '[]')`

/**
 * Answers to the attributes of the product's category and of those above it, archived ones included: what is no longer
 * offered stays true of the goods that carry it. Answers of a path the product left are not told.
 */
export const attributesOf = (spuId: string, categoryPath: string): string => `coalesce((
  select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'values', given.names)
                   order by length(above.path), a.position, a.id)
    from attributes a join categories above on above.id = a.category_id
    join lateral (
      select jsonb_agg(coalesce(v.name, sv.words) order by v.position, v.id) as names
        from spu_attribute_values sv left join attribute_values v on v.id = sv.value_id
       where sv.spu_id = ${spuId} and sv.attribute_id = a.id) given on given.names is not null
   where a.id in (select sv.attribute_id from spu_attribute_values sv where sv.spu_id = ${spuId})
     and starts_with(${categoryPath}, above.path)), '[]')`

/** Kindred goods in their order, whatever their state. */
export const relatedOf = (spuId: string): string => `coalesce((
  select jsonb_agg(r.related_id order by r.position) from spu_related r where r.spu_id = ${spuId}), '[]')`
