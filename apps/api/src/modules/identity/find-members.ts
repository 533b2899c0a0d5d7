import { Injectable } from '@nestjs/common'
import { PHONE_PATTERN } from '@jishi/contracts/identity/identity.terms'
import { isId, type Id } from '@jishi/kernel/id'
import { Pii } from '../../infra/crypto/pii.js'
import type { Sql } from '../../infra/database/sql.js'
import { Members } from './members.js'

/** A member whom somebody of the shop named. */
export interface FoundMember {
  readonly id: Id<'member'>
  readonly blocked: boolean
}

/** People by what is known of them, for modules that hold something of theirs. */
@Injectable()
export class FindMembers {
  constructor(
    private readonly pii: Pii,
    private readonly members: Members,
  ) {}

  /**
   * Members by whole phone number or key, under the name they were asked by; an account merged away leads to the
   * one it went into. Whoever asks by phone for an operator takes `PhoneSearches` first.
   */
  async byName(reader: Sql, names: readonly string[]): Promise<Map<string, FoundMember>> {
    const phones = names.filter((name) => PHONE_PATTERN.test(name))
    const keys = names.filter(isId)
    const rows = await reader.rows<{ name: string; id: Id<'member'>; blocked: boolean }>(
      `select asked.name, m.id, m.state = 'blocked' as blocked from (
         select p.name, f.id from unnest($1::text[], $2::bytea[]) as p (name, bidx)
           join members f on f.phone_bidx = p.bidx and f.merged_into_id is null
         union all
         select k.id::text, coalesce(f.merged_into_id, f.id) from unnest($3::uuid[]) as k (id) join members f on f.id = k.id
       ) asked join members m on m.id = asked.id`,
      [phones, phones.map((phone) => this.members.phoneIndex(phone)), keys],
    )
    return new Map(rows.map(({ name, id, blocked }) => [name, { id, blocked }]))
  }

  /**
   * Keyed digests of what tells this person apart from others: the phone and every account of a platform, those of accounts
   * merged into this one as well. Undefined for an account that was merged away itself.
   */
  async marksOf(reader: Sql, memberId: string): Promise<Buffer[] | undefined> {
    const row = await reader.maybe<{ phones: string[]; accounts: string[] }>(
      `select array(select encode(p.phone_bidx, 'hex') from members p
                     where (p.id = m.id or p.merged_into_id = m.id) and p.phone_bidx is not null) as phones,
              array(select concat_ws(' ', i.provider, i.app_id, i.subject) from member_identities i
                     where i.member_id in (select p.id from members p where p.id = m.id or p.merged_into_id = m.id)) as accounts
         from members m where m.id = $1 and m.merged_into_id is null`,
      [memberId],
    )
    if (row === undefined) return undefined
    const marks = [...row.phones.map((phone) => `phone ${phone}`), ...row.accounts]
    return [...new Set(marks)].sort().map((mark) => this.pii.blindIndex('person', mark))
  }
}
