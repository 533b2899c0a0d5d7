import type { Rule } from '../invariant.js'

export const peopleRules: readonly Rule[] = [
  {
    id: 'I1',
    title: 'a merged account leads in one step to one that is left, and the journal says so',
    sql: `
      select 'chain' as of, m.id from members m join members n on n.id = m.merged_into_id where n.merged_into_id is not null
      union all
      select 'not in the journal', m.id from members m
       where m.merged_into_id is not null and not exists (select 1 from merge_journal j where j.from_member_id = m.id)
      union all
      select 'journal of none', j.from_member_id from merge_journal j join members m on m.id = j.from_member_id
       where m.merged_into_id is null`,
  },
  {
    id: 'I2',
    title: 'an account merged away had nothing to lose and opens to nobody',
    sql: `
      select 'session' as of, s.member_id as id from sessions s join members m on m.id = s.member_id
       where m.merged_into_id is not null and s.revoked_at is null
      union all
      select 'order', o.member_id from orders o join members m on m.id = o.member_id where m.merged_into_id is not null`,
  },
  {
    id: 'I3',
    title: 'as many addresses as the member is counted to have, one of them the default',
    sql: `
      select m.id, m.address_count, count(a.id) as addresses, count(a.id) filter (where a.is_default) as defaults
        from members m left join addresses a on a.member_id = m.id group by m.id
      having count(a.id) <> m.address_count or (count(a.id) > 0) <> (count(a.id) filter (where a.is_default) = 1)`,
  },
  {
    id: 'I4',
    title: 'as many favourites as the member is counted to have, and no history longer than it may be',
    sql: `
      select 'favourites' as of, member_id, coalesce(s.favourites, 0) as counted, count(f.spu_id) as kept
        from member_shelves s full join favourites f using (member_id) group by member_id, s.favourites
      having count(f.spu_id) <> coalesce(s.favourites, 0)
      union all
      select 'history', member_id, 200, count(*) from browse_history group by member_id having count(*) > 200`,
  },
]
