import { Injectable } from '@nestjs/common'
import type { Attribute, Brand, Tag } from '@jishi/contracts/catalog/assortment.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'

/** Brands, tags and attributes as operators see them, each one statement. */
@Injectable()
export class AssortmentQueries {
  async brands(reader: Sql): Promise<Brand[]> {
    const rows = await reader.rows<Omit<Brand, 'createdAt'> & { createdAt: Instant }>(
      `select b.id, b.name, b.logo, b.story, b.version, b.created_at as "createdAt",
              (select count(*) from spus s where s.brand_id = b.id and s.archived_at is null) as "productCount"
         from brands b where b.archived_at is null order by b.position, b.id`,
    )
    return rows.map((row) => ({ ...row, createdAt: isoOf(row.createdAt) }))
  }

  tags(reader: Sql): Promise<Tag[]> {
    return reader.rows<Tag>(
      `select t.id, t.name, t.shown, t.version,
              (select count(*) from spu_tags st join spus s on s.id = st.spu_id and s.archived_at is null
                where st.tag_id = t.id) as "productCount"
         from tags t where t.archived_at is null order by t.position, t.id`,
    )
  }

  /** From the root down, in their order; what is archived comes while goods still carry it. Throws NOT_FOUND. */
  async attributes(reader: Sql, categoryId: string): Promise<Attribute[]> {
    const there = await reader.maybe('select 1 as one from categories where id = $1 and archived_at is null', [
      categoryId,
    ])
    if (there === undefined) throw new DomainError('NOT_FOUND')
    return reader.rows<Attribute>(
      `with used as (
         select sv.attribute_id, sv.value_id, count(*) as products
           from categories here
           join categories above on starts_with(here.path, above.path)
           join attributes a on a.category_id = above.id
           join spu_attribute_values sv on sv.attribute_id = a.id
           join spus s on s.id = sv.spu_id and s.archived_at is null
          where here.id = $1 group by sv.attribute_id, sv.value_id
       )
       select a.id, above.id as "categoryId", above.name as "categoryName", above.id <> here.id as inherited, a.name, a.kind,
              a.filterable, a.required, a.archived_at is not null as archived, a.version,
              coalesce((
                select jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name, 'archived', v.archived_at is not null,
                         'productCount', coalesce(u.products, 0)) order by v.archived_at nulls first, v.position, v.id)
                  from attribute_values v left join used u on u.value_id = v.id
                 where v.attribute_id = a.id and (v.archived_at is null or u.products > 0)), '[]') as values
         from categories here
         join categories above on starts_with(here.path, above.path)
         join attributes a on a.category_id = above.id
        where here.id = $1 and (a.archived_at is null or exists (select 1 from used u where u.attribute_id = a.id))
        order by length(above.path), a.archived_at nulls first, a.position, a.id`,
      [categoryId],
    )
  }
}
