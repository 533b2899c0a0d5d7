import { Inject, Injectable } from '@nestjs/common'
import { MAX_FAVOURITES } from '@jishi/contracts/shopfront/favourites.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { addTimePage } from '../../../infra/database/time-page.js'
import { takeTurnOf } from './member-shelf.js'

/** A saved product and what was true of it at that moment. `id` is the product's. */
export interface SavedProduct {
  readonly id: string
  readonly at: Instant
  readonly priceFen: Fen
  readonly inStock: boolean
  /** Whether it is still offered; archived and off-shelf goods stay saved and say so. */
  readonly onShelf: boolean
}

export interface NewFavourite {
  readonly spuId: string
  readonly priceFen: Fen
  readonly inStock: boolean
}

export interface KeptPage {
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * The goods a member saved. They stay under the name they were saved under: an account that is merged away keeps its own,
 * as its cart does.
 */
@Injectable()
export class Favourites {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Saving again changes nothing, not even the price it is compared with. Throws FAVOURITES_FULL. */
  async save(tx: Tx, memberId: string, { spuId, priceFen, inStock }: NewFavourite): Promise<void> {
    await takeTurnOf(tx, memberId)
    const saved = await tx.execute(
      `insert into favourites (member_id, spu_id, price_fen, in_stock, created_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [memberId, spuId, priceFen, inStock, isoOf(this.clock.now())],
    )
    if (saved === 0) return
    const counted = await tx.execute(
      'update member_shelves set favourites = favourites + 1 where member_id = $1 and favourites < $2',
      [memberId, MAX_FAVOURITES],
    )
    if (counted === 0) throw new DomainError('FAVOURITES_FULL')
  }

  /** What is not saved is passed over. */
  async drop(tx: Tx, memberId: string, spuIds: readonly string[]): Promise<void> {
    await takeTurnOf(tx, memberId)
    const dropped = await tx.execute('delete from favourites where member_id = $1 and spu_id = any($2::uuid[])', [
      memberId,
      spuIds,
    ])
    if (dropped === 0) return
    await tx.execute('update member_shelves set favourites = favourites - $2 where member_id = $1', [memberId, dropped])
  }

  async has(reader: Sql, memberId: string, spuId: string): Promise<boolean> {
    const found = await reader.maybe('select 1 as found from favourites where member_id = $1 and spu_id = $2', [
      memberId,
      spuId,
    ])
    return found !== undefined
  }

  /** Newest first; one row more than asked tells whether more follow. Throws VALIDATION_FAILED for a foreign cursor. */
  async page(reader: Sql, memberId: string, { cursor, limit }: KeptPage): Promise<SavedProduct[]> {
    const conditions = new Conditions()
    conditions.add('f.member_id = ?', memberId)
    addTimePage(conditions, 'f.created_at', 'f.spu_id', { cursor })
    return reader.rows<SavedProduct>(
      `select f.spu_id as id, f.created_at as at, f.price_fen as "priceFen", f.in_stock as "inStock",
              (s.state = 'on_shelf' and s.archived_at is null) as "onShelf"
         from favourites f join spus s on s.id = f.spu_id ${conditions.where}
        order by f.created_at desc, f.spu_id desc limit ${limit + 1}`,
      conditions.values,
    )
  }
}
