import { MAX_CART_LINES, MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import type { Sql, Tx } from '../../../infra/database/sql.js'

export interface CartRow {
  readonly id: string
  readonly skuId: string
  readonly qty: number
  readonly selected: boolean
  readonly addedPriceFen: Fen
}

export interface StoredCart {
  readonly version: number
  readonly lines: readonly CartRow[]
}

interface JoinedRow {
  version: number
  id: string | null
  skuId: string
  qty: number
  selected: boolean
  addedPriceFen: Fen
}

export interface NewCartLine {
  readonly id: string
  readonly skuId: string
  readonly qty: number
  readonly addedPriceFen: Fen
}

/** The cart and its version in one statement, so that they belong together; somebody without one has version 0. */
export async function cartOf(sql: Sql, memberId: string): Promise<StoredCart> {
  const rows = await sql.rows<JoinedRow>(
    `select c.version, l.id, l.sku_id as "skuId", l.qty, l.selected, l.added_price_fen as "addedPriceFen"
       from carts c left join cart_lines l on l.member_id = c.member_id
      where c.member_id = $1 order by l.added_at desc, l.id desc`,
    [memberId],
  )
  return { version: rows[0]?.version ?? 0, lines: rows.filter((row): row is JoinedRow & CartRow => row.id !== null) }
}

/** Takes the cart's row: all changes of one cart pass here one after the other. Answers the version it has now. */
export async function lockCart(tx: Tx, memberId: string): Promise<number> {
  const row = await tx.maybe<{ version: number }>(`select version from carts where member_id = $1 for update`, [
    memberId,
  ])
  if (row === undefined) throw new DomainError('NOT_FOUND')
  return row.version
}

export async function touchCart(tx: Tx, memberId: string, now: Instant): Promise<void> {
  await tx.execute(`update carts set version = version + 1, updated_at = $2 where member_id = $1`, [
    memberId,
    isoOf(now),
  ])
}

/**
 * Adds pieces. The cart's row is taken first and in the same statement, and the quantity grows inside the
 * database, so of several adds at once each counts. Beyond the most a line may hold the rest is let go.
 */
export async function addLines(tx: Tx, memberId: string, lines: readonly NewCartLine[], now: Instant): Promise<void> {
  await tx.execute(
    `with cart as (
       insert into carts as c (member_id, version, updated_at) values ($1, 1, $2)
       on conflict (member_id) do update set version = c.version + 1, updated_at = excluded.updated_at
       returning member_id
     )
     insert into cart_lines as l (id, member_id, sku_id, qty, added_price_fen, added_at)
     select a.id, cart.member_id, a.sku_id, least(a.qty, ${MAX_LINE_QTY}), a.price, $2
       from cart, unnest($3::uuid[], $4::uuid[], $5::int[], $6::bigint[]) as a (id, sku_id, qty, price)
     on conflict on constraint cart_lines_sku_once
     do update set qty = least(l.qty + excluded.qty, ${MAX_LINE_QTY}), selected = true, added_at = excluded.added_at`,
    [
      memberId,
      isoOf(now),
      lines.map((line) => line.id),
      lines.map((line) => line.skuId),
      lines.map((line) => line.qty),
      lines.map((line) => line.addedPriceFen),
    ],
  )
}

/** After an add, with the cart's row held: refuses the add that made the cart too long. */
export async function refuseOverfull(tx: Tx, memberId: string): Promise<void> {
  const { count } = await tx.one<{ count: number }>(`select count(*) as count from cart_lines where member_id = $1`, [
    memberId,
  ])
  if (count > MAX_CART_LINES) throw new DomainError('CART_FULL', { limit: MAX_CART_LINES })
}

/** A selected line that is about to be ordered. */
export interface TakenLine {
  readonly id: string
  readonly skuId: string
  readonly qty: number
}

/**
 * For placing: moves the cart on from the version the shopper saw and answers its selected lines, in one
 * statement. undefined = the cart has moved on meanwhile. Of many with one version exactly one gets the lines.
 */
export async function moveCartOn(
  tx: Tx,
  memberId: string,
  version: number,
  now: Instant,
): Promise<TakenLine[] | undefined> {
  const row = await tx.one<{ carts: number; lines: TakenLine[] }>(
    `with cart as (
       update carts set version = version + 1, updated_at = $3 where member_id = $1 and version = $2
       returning member_id
     )
     select (select count(*) from cart) as carts,
            (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'skuId', l.sku_id, 'qty', l.qty)), '[]')
               from cart_lines l join cart on cart.member_id = l.member_id where l.selected) as lines`,
    [memberId, version, isoOf(now)],
  )
  return row.carts === 0 ? undefined : row.lines
}
