import { Inject, Injectable } from '@nestjs/common'
import { MAX_BROWSED } from '@jishi/contracts/shopfront/favourites.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { addTimePage } from '../../../infra/database/time-page.js'
import type { KeptPage } from './favourites.js'
import { takeTurnOf } from './member-shelf.js'

/** A product somebody looked at, and when they last did. `id` is the product's. */
export interface SeenProduct {
  readonly id: string
  readonly at: Instant
  readonly onShelf: boolean
}

/** A look that nobody had a name for yet. `id` is the product's. */
export interface SeenBefore {
  readonly id: string
  readonly at: Instant
}

/** The goods a member looked at: each once, with the last time, and no more than MAX_BROWSED of them. */
@Injectable()
export class BrowseHistory {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Throws NOT_FOUND for what no shopper can have seen. */
  async note(tx: Tx, memberId: string, spuId: string): Promise<void> {
    await takeTurnOf(tx, memberId)
    const noted = await tx.execute(
      `insert into browse_history as h (member_id, spu_id, viewed_at)
       select $1, id, $3 from spus where id = $2 and archived_at is null and state in ('on_shelf', 'off_shelf')
       on conflict (member_id, spu_id) do update set viewed_at = greatest(h.viewed_at, excluded.viewed_at)`,
      [memberId, spuId, isoOf(this.clock.now())],
    )
    if (noted === 0) throw new DomainError('NOT_FOUND')
    await this.makeRoom(tx, memberId)
  }

  /**
   * Brings what was seen before the sign-in. Of two moments of a product the later one stands, and none lies in the
   * future, whatever the clock of a device says. What no shopper can have seen is left out.
   */
  async merge(tx: Tx, memberId: string, seen: readonly SeenBefore[]): Promise<void> {
    await takeTurnOf(tx, memberId)
    await tx.execute(
      `insert into browse_history as h (member_id, spu_id, viewed_at)
       select $1, s.id, least(max(seen.at), $4)
         from unnest($2::uuid[], $3::timestamptz[]) as seen(id, at) join spus s on s.id = seen.id
        where s.archived_at is null and s.state in ('on_shelf', 'off_shelf')
        group by s.id
       on conflict (member_id, spu_id) do update set viewed_at = greatest(h.viewed_at, excluded.viewed_at)`,
      [memberId, seen.map(({ id }) => id), seen.map(({ at }) => isoOf(at)), isoOf(this.clock.now())],
    )
    await this.makeRoom(tx, memberId)
  }

  async forget(tx: Tx, memberId: string, spuIds: readonly string[]): Promise<void> {
    await takeTurnOf(tx, memberId)
    await tx.execute('delete from browse_history where member_id = $1 and spu_id = any($2::uuid[])', [memberId, spuIds])
  }

  async forgetAll(tx: Tx, memberId: string): Promise<void> {
    await takeTurnOf(tx, memberId)
    await tx.execute('delete from browse_history where member_id = $1', [memberId])
  }

  /** Last seen first; one row more than asked tells whether more follow. Throws VALIDATION_FAILED for a foreign cursor. */
  async page(reader: Sql, memberId: string, { cursor, limit }: KeptPage): Promise<SeenProduct[]> {
    const conditions = new Conditions()
    conditions.add('h.member_id = ?', memberId)
    addTimePage(conditions, 'h.viewed_at', 'h.spu_id', { cursor })
    return reader.rows<SeenProduct>(
      `select h.spu_id as id, h.viewed_at as at, (s.state = 'on_shelf' and s.archived_at is null) as "onShelf"
         from browse_history h join spus s on s.id = h.spu_id ${conditions.where}
        order by h.viewed_at desc, h.spu_id desc limit ${limit + 1}`,
      conditions.values,
    )
  }

  /** How much a member keeps, favourites and history, in one statement. */
  counts(reader: Sql, memberId: string): Promise<{ favourites: number; history: number }> {
    return reader.one(
      `select coalesce((select favourites from member_shelves where member_id = $1), 0) as favourites,
              (select count(*) from browse_history where member_id = $1) as history`,
      [memberId],
    )
  }

  private async makeRoom(tx: Tx, memberId: string): Promise<void> {
    await tx.execute(
      `delete from browse_history where member_id = $1 and spu_id in (
         select spu_id from browse_history where member_id = $1 order by viewed_at desc, spu_id desc offset $2)`,
      [memberId, MAX_BROWSED],
    )
  }
}
