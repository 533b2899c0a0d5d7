import type { OrderState } from '@jishi/contracts/order/order.terms'
import type { Sql } from '../infra/database/sql.js'

/**
 * What an earlier, perhaps killed, seeding has left. The demo shop writes through the doors of the modules only; these
 * few reads by codes of its own files are what lets it find its own work again.
 */

const pairs = async (sql: Sql, text: string, values?: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ name: string; id: string }>(text, values === undefined ? [] : [[...values]])
  return new Map(rows.map(({ name, id }) => [name, id]))
}

export const categoriesThere = (sql: Sql, codes: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select code as name, id from categories where code = any($1::text[])', codes)

export const productsThere = (sql: Sql, codes: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select code as name, id from spus where code = any($1::text[])', codes)

/** The products of these codes that have said anything to an attribute yet. */
export const labelledThere = (sql: Sql, codes: readonly string[]): Promise<Map<string, string>> =>
  pairs(
    sql,
    `select s.code as name, s.id from spus s
      where s.code = any($1::text[]) and exists (select 1 from spu_attribute_values sv where sv.spu_id = s.id)`,
    codes,
  )

export const brandsThere = (sql: Sql): Promise<Map<string, string>> =>
  pairs(sql, 'select name, id from brands where archived_at is null')

export const tagsThere = (sql: Sql): Promise<Map<string, string>> =>
  pairs(sql, 'select name, id from tags where archived_at is null')

export const couponTemplatesThere = (sql: Sql, names: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select name, id from coupon_templates where name = any($1::text[]) order by name', names)

export const offersThere = (sql: Sql, names: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select name, id from offers where name = any($1::text[])', names)

export const skusThere = (sql: Sql, externalCodes: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select external_code as name, id from skus where external_code = any($1::text[])', externalCodes)

export const picturesThere = (sql: Sql, names: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select name, id from media where name = any($1::text[]) order by created_at desc', names)

export const permitsThere = (sql: Sql, numbers: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select number as name, id from permits where number = any($1::text[])', numbers)

export const operatorsThere = (sql: Sql, usernames: readonly string[]): Promise<Map<string, string>> =>
  pairs(sql, 'select username as name, id from operators where username = any($1::text[])', usernames)

export interface KnownAddress {
  readonly id: string
  readonly regionCode: string
}

/** The addresses of a member, in the order in which they were entered. */
export const addressesThere = (sql: Sql, memberId: string): Promise<KnownAddress[]> =>
  sql.rows<KnownAddress>('select id, region_code as "regionCode" from addresses where member_id = $1 order by id', [
    memberId,
  ])

/** The orders that a plan has already placed, by the key they were placed under. */
export const ordersThere = async (sql: Sql, route: string): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ name: string; id: string }>(
    'select key as name, resource_id as id from idempotency_keys where route = $1',
    [route],
  )
  return new Map(rows.map(({ name, id }) => [name, id]))
}

export const orderStatesThere = async (sql: Sql, orderIds: readonly string[]): Promise<Map<string, OrderState>> => {
  const rows = await sql.rows<{ id: string; state: OrderState }>(
    'select id, state from orders where id = any($1::uuid[])',
    [[...orderIds]],
  )
  return new Map(rows.map(({ id, state }) => [id, state]))
}

export interface KnownSale {
  readonly id: string
  readonly settled: boolean
  readonly items: readonly { itemId: string; skuId: string; externalCode: string; total: number }[]
}

/** The flash sale that was planned to end at this moment. */
export const saleThere = (sql: Sql, endsAt: string): Promise<KnownSale | undefined> =>
  sql.maybe<KnownSale>(
    `select a.id, a.settled_at is not null as settled,
            (select jsonb_agg(jsonb_build_object('itemId', i.id, 'skuId', i.sku_id, 'externalCode', k.external_code, 'total', i.total)
                              order by i.position)
               from activity_skus i join skus k on k.id = i.sku_id where i.activity_id = a.id) as items
       from activities a where a.kind = 'seckill' and a.ends_at = $1`,
    [endsAt],
  )

/** What members have taken of a flash sale in which each takes once. */
export const takesThere = async (sql: Sql, activityId: string): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ memberId: string; id: string }>(
    'select member_id as "memberId", id from seckill_takes where activity_id = $1',
    [activityId],
  )
  return new Map(rows.map(({ memberId, id }) => [memberId, id]))
}

/** The ends of the flash sales that are on or come. */
export const sessionsThere = async (sql: Sql, now: string): Promise<Set<number>> => {
  const rows = await sql.rows<{ endsAt: number }>(
    `select ends_at as "endsAt" from activities where kind = 'seckill' and state in ('armed', 'running') and ends_at > $1`,
    [now],
  )
  return new Set(rows.map(({ endsAt }) => endsAt))
}
