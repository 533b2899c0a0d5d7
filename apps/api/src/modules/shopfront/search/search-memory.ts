import { Inject, Injectable } from '@nestjs/common'
import type { SearchHistory, Wishes } from '@jishi/contracts/shopfront/search.schema'
import { MAX_SEARCH_HISTORY, MAX_WISHES_A_DAY } from '@jishi/contracts/shopfront/search.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addDays, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'

const WISHES_SHOWN = 100

/** What one member searched for and wished for. */
@Injectable()
export class SearchMemory {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Newest first. */
  async history(reader: Sql, memberId: string): Promise<SearchHistory> {
    const items = await reader.rows<{ words: string }>(
      `select words from search_history where member_id = $1 order by searched_at desc, words limit $2`,
      [memberId, MAX_SEARCH_HISTORY],
    )
    return { items }
  }

  /** The same words again move to the front; the oldest make room. */
  async remember(tx: Tx, memberId: string, words: string): Promise<void> {
    await tx.execute(
      `insert into search_history (member_id, words, searched_at) values ($1, $2, $3)
       on conflict (member_id, words) do update set searched_at = excluded.searched_at`,
      [memberId, words, isoOf(this.clock.now())],
    )
    await tx.execute(
      `delete from search_history where member_id = $1 and words in (
         select words from search_history where member_id = $1 order by searched_at desc, words offset $2)`,
      [memberId, MAX_SEARCH_HISTORY],
    )
  }

  async forget(tx: Tx, memberId: string): Promise<void> {
    await tx.execute('delete from search_history where member_id = $1', [memberId])
  }

  /** The same words of one member stand once. Throws RATE_LIMITED after so many in a day. */
  async wish(tx: Tx, memberId: string, words: string): Promise<void> {
    const now = this.clock.now()
    const { count } = await tx.one<{ count: number }>(
      'select count(*) as count from search_wishes where member_id = $1 and wished_at > $2 and words <> $3',
      [memberId, isoOf(addDays(now, -1)), words],
    )
    if (count >= MAX_WISHES_A_DAY) throw new DomainError('RATE_LIMITED')
    await tx.execute(
      `insert into search_wishes (member_id, words, wished_at) values ($1, $2, $3)
       on conflict (member_id, words) do update set wished_at = excluded.wished_at`,
      [memberId, words, isoOf(now)],
    )
  }

  /** What members wish for, the most wished first. */
  async wishes(reader: Sql): Promise<Wishes> {
    const rows = await reader.rows<{ words: string; members: number; lastAt: Instant }>(
      `select words, count(*) as members, max(wished_at) as "lastAt" from search_wishes
        where wished_at > $1 group by words order by count(*) desc, max(wished_at) desc, words limit $2`,
      [isoOf(addDays(this.clock.now(), -90)), WISHES_SHOWN],
    )
    return { items: rows.map((row) => ({ ...row, lastAt: isoOf(row.lastAt) })) }
  }
}
