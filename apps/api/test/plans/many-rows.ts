import type { Client } from 'pg'

/** One row of each sort, made by the shop itself, of which all others are copies. */
export interface Originals {
  readonly completedOrder: string
  readonly shippedOrder: string
  readonly waitingOrder: string
  readonly afterSale: string
  readonly invoice: string
  readonly feedback: string
  readonly review: string
  /** A buyer with very many orders, whose own lists are read. */
  readonly memberId: string
}

/** Ids grow with time as the shop's own do: kind by kind, row by row. */
export const idOf = (kind: number, n = 'n'): string =>
  `(lpad(to_hex(1700000000000 + ${n} * 1000), 12, '0') || '7${kind.toString(16).padStart(3, '0')}8' || lpad(to_hex(${n}), 15, '0'))::uuid`
export const AT = `now() - interval '400 days' + n * interval '30 seconds'`
const SOME_MEMBER = idOf(9, '(n % 50000)')

export interface Copy {
  readonly table: string
  /** Which row is copied for row n. */
  readonly where: string
  /** What differs, as pairs of SQL for jsonb_build_object. */
  readonly changed: Readonly<Record<string, string>>
}

/**
 * Copies by one statement a table, with keys and histories unchecked: these rows are read, nobody believes them. Every 300th
 * order is the buyer's own; of a hundred one waits for its parcel and one is under way.
 */
export async function multiply(client: Client, from: Originals, rows: number): Promise<void> {
  const member = `case when n % 300 = 0 then '${from.memberId}'::uuid else ${SOME_MEMBER} end`
  const orderFor = `case n % 100 when 0 then '${from.waitingOrder}'::uuid when 1 then '${from.shippedOrder}'::uuid else '${from.completedOrder}'::uuid end`
  const ofOrder = { member_id: member, order_id: idOf(1) }
  const copies: readonly Copy[] = [
    {
      ...{ table: 'orders', where: `t.id = ${orderFor}` },
      changed: {
        ...{ id: idOf(1), order_no: `'B' || lpad(n::text, 12, '0')`, member_id: member, created_at: AT },
        paid_at: `${AT} + interval '5 seconds'`,
      },
    },
    { table: 'order_lines', where: `t.order_id = ${orderFor}`, changed: { ...ofOrder, id: idOf(2) } },
    { table: 'order_terms', where: `t.order_id = ${orderFor}`, changed: { ...ofOrder, id: idOf(3) } },
    {
      ...{ table: 'shipments', where: `t.order_id = ${orderFor}` },
      changed: { ...ofOrder, id: idOf(4), tracking_no: `'ZTB' || lpad(n::text, 12, '0')`, after_sale_id: 'null::uuid' },
    },
    {
      ...{ table: 'parcel_trackings', where: `t.order_id = ${orderFor}` },
      changed: { ...ofOrder, shipment_id: idOf(4), created_at: AT },
    },
    {
      ...{ table: 'after_sales', where: `t.id = '${from.afterSale}'` },
      changed: {
        ...{ ...ofOrder, id: idOf(5), after_sale_no: `'A' || lpad(n::text, 12, '0')`, applied_at: AT },
        ...{ state: `case when n % 200 = 0 then 'requested' when n % 200 = 1 then 'arbitrating' else 'done' end` },
        ended_at: `case when n % 200 < 2 then null else ${AT} end`,
        deadline_at: `case when n % 200 < 2 then ${AT} end`,
      },
    },
    {
      ...{ table: 'after_sale_lines', where: `t.after_sale_id = '${from.afterSale}'` },
      changed: { after_sale_id: idOf(5), line_id: idOf(2) },
    },
    {
      ...{ table: 'invoices', where: `t.id = '${from.invoice}'` },
      changed: {
        ...{ ...ofOrder, id: idOf(6), order_no: `'B' || lpad(n::text, 12, '0')`, created_at: AT },
        state: `case when n % 200 = 0 then 'requested' else 'issued' end`,
        due_at: `case when n % 200 = 0 then ${AT} end`,
      },
    },
    {
      ...{ table: 'feedbacks', where: `t.id = '${from.feedback}'` },
      changed: {
        ...{ id: idOf(7), member_id: member, created_at: AT, changed_at: AT },
        state: `case when n % 200 = 0 then 'open' else 'closed' end`,
        due_at: `case when n % 200 = 0 then ${AT} end`,
        closed_at: `case when n % 200 = 0 then null else ${AT} end`,
      },
    },
    {
      ...{ table: 'feedback_messages', where: `t.feedback_id = '${from.feedback}'` },
      changed: { feedback_id: idOf(7), author_id: member },
    },
    {
      ...{ table: 'reviews', where: `t.id = '${from.review}'` },
      changed: { ...ofOrder, id: idOf(8), line_id: idOf(2), created_at: AT },
    },
    {
      ...{ table: 'review_parts', where: `t.review_id = '${from.review}'` },
      changed: {
        ...{ review_id: idOf(8), created_at: AT },
        state: `case when n % 200 = 0 then 'waiting' else 'shown' end`,
      },
    },
  ]
  await client.query('set session_replication_role = replica')
  for (const copy of copies) await copyOut(client, copy, rows)
}

export async function copyOut(client: Client, { table, where, changed }: Copy, rows: number): Promise<void> {
  const begun = performance.now()
  const pairs = Object.entries(changed).map(([column, value]) => `'${column}', ${value}`)
  await client.query(
    `insert into ${table} select c.* from generate_series(1::bigint, $1::bigint) n join ${table} t on ${where}
       cross join lateral jsonb_populate_record(t, jsonb_build_object(${pairs.join(', ')})) c`,
    [rows],
  )
  await client.query(`analyze ${table}`)
  process.stdout.write(`${rows} rows like one of ${table} in ${Math.round((performance.now() - begun) / 1_000)} s\n`)
}
