import { createHash } from 'node:crypto'
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common'
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
const WRITE_AFTER_MS = 4_000
/** More than this in one breath is nobody's shopping. */
const MOST_NOTED = 500
const LONG_DIGITS = /\d{6}/

interface Noted {
  readonly asker: Buffer
  readonly words: string
  readonly found: boolean
}

/** What was asked for, counted once an asker, word and day. Who asked is never kept past the day, and never by name. */
@Injectable()
export class AskedWordsBook implements BeforeApplicationShutdown {
  private readonly log = new Logger('AskedWords')
  private readonly noted = new Map<string, Noted>()
  private timer: NodeJS.Timeout | undefined
  private writing = Promise.resolve()

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** A keyed digest of where a request came from and the day: tomorrow the same asker has another one. */
  private askerOf(origin: string): Buffer {
    return createHash('sha256')
      .update(this.pii.blindIndex(`search.${this.today()}`, origin))
      .digest()
      .subarray(0, 12)
  }

  /**
   * Noted at once and written a little later in one go, so that a search waits for nothing. A program that dies in between
   * forgets a few seconds of counting, which nobody is owed.
   */
  note(origin: string, words: string, found: boolean): void {
    // Long digits are a telephone or an order, typed into the wrong field: nothing to keep.
    if (words === '' || LONG_DIGITS.test(words) || this.noted.size >= MOST_NOTED) return
    this.noted.set(`${origin} ${words}`, { asker: this.askerOf(origin), words, found })
    this.timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS).unref()
  }

  /** Behind one that is still at it: whoever waits for this waits for everything that was noted before. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const noted = [...this.noted.values()]
    this.noted.clear()
    if (noted.length > 0) this.writing = this.writing.then(() => this.write(noted))
    return this.writing
  }

  private async write(noted: Noted[]): Promise<void> {
    // One order for everybody who writes at the same time.
    const rows = noted.sort((a, b) => (a.words < b.words ? -1 : 1))
    try {
      await this.database.transaction(async (tx) => {
        for (const { asker, words, found } of rows) await this.count(tx, asker, words, found)
      })
    } catch (error) {
      this.log.warn(`words not counted: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush()
  }

  private async count(tx: Tx, asker: Buffer, words: string, found: boolean): Promise<void> {
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
