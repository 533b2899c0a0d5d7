import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { AskedWords } from '@jishi/contracts/shopfront/search.schema'
import { addShopDays, shopDay, type Clock, type ShopDay } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { Pii } from '../../../infra/crypto/pii.js'

/** One asker counts for so many different words a day; whoever invents more is not listened to. */
const WORDS_OF_ONE_ASKER = 40
/** Words count as popular from so many askers on: what one person types stays with that person. */
const POPULAR_FROM = 3
const POPULAR_DAYS = 7
const KEPT_DAYS = 90
const LISTED = 100
const HOUR_MS = 3_600_000

/** What was asked for, counted once an asker, word and day. Who asked is never kept past the day, and never by name. */
@Injectable()
export class AskedWordsBook {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** A keyed digest of where a request came from and the day: tomorrow the same asker has another one. */
  askerOf(origin: string): Buffer {
    return createHash('sha256')
      .update(this.pii.blindIndex(`search.${this.today()}`, origin))
      .digest()
      .subarray(0, 12)
  }

  async count(tx: Tx, asker: Buffer, words: string, found: boolean): Promise<void> {
    await tx.execute(
      `with asked as (
         insert into search_asks (day, asker, words)
         select $1::date, $2, $3 where (select count(*) from search_asks where day = $1::date and asker = $2) < $5
         on conflict do nothing returning words
       )
       insert into search_days as d (day, words, askers, found) select $1::date, words, 1, $4 from asked
       on conflict (day, words) do update set askers = d.askers + 1, found = excluded.found`,
      [this.today(), asker, words, found, WORDS_OF_ONE_ASKER],
    )
  }

  /** The words most people found something by in the last days. */
  async popular(reader: Sql, limit: number): Promise<string[]> {
    const rows = await reader.rows<{ words: string }>(
      `select d.words from generate_series($1::date, $2::date, interval '1 day') as g (day)
         join lateral (select words, askers, found from search_days where day = g.day::date order by askers desc, words limit 100) d on true
        group by d.words having sum(d.askers) >= $3 and bool_or(d.found) order by sum(d.askers) desc, d.words limit $4`,
      [addShopDays(this.today(), 1 - POPULAR_DAYS), this.today(), POPULAR_FROM, limit],
    )
    return rows.map(({ words }) => words)
  }

  /** For the people of the shop: `found` false lists what nothing was there for. */
  async listed(reader: Sql, found: boolean | undefined): Promise<AskedWords> {
    const items = await reader.rows<AskedWords['items'][number]>(
      `select words, sum(askers) as askers, (array_agg(found order by day desc))[1] as found from search_days
        where day > $1::date and ($2::boolean is null or found = $2) group by words order by sum(askers) desc, words limit $3`,
      [addShopDays(this.today(), -POPULAR_DAYS), found ?? null, LISTED],
    )
    return { items }
  }

  @Sweep('search.forget-askers', HOUR_MS)
  async forgetAskers(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const asks = await tx.execute('delete from search_asks where day < $1::date', [this.today()])
      const days = await tx.execute('delete from search_days where day < $1::date', [
        addShopDays(this.today(), -KEPT_DAYS),
      ])
      return asks + days
    })
  }

  private today(): ShopDay {
    return shopDay(this.clock.now())
  }
}
