import { copyOf } from '../support/broken-for-a-moment.js'
import { SECKILL_TABLES, SECKILL_VIOLATIONS } from './seckill-guards.js'

const NEW = 'gen_random_uuid()'
const OF_ACTIVITY = { id: NEW, line_id: NEW, owner_kind: `'activity'`, pool: `'activity'` }

/** A statement that only this guard of the units of activities, of activities, or of orders of a kind, refuses. */
export const ACTIVITY_STOCK_VIOLATIONS: Readonly<Record<string, string>> = {
  stock_activities_state_known: `insert into stock_activities (id, state, armed_at) values (${NEW}, 'lost', now())`,
  stock_activities_over_has_time: `insert into stock_activities (id, state, armed_at) values (${NEW}, 'over', now())`,
  stock_reservations_pool_has_activity: `update stock_reservations set pool = 'activity' where state = 'firm'`,
  stock_reservations_activity_is_source: copyOf(
    'stock_reservations',
    { ...OF_ACTIVITY, source_id: NEW },
    `state = 'firm'`,
  ),
  stock_reservations_activity_only_keeps: copyOf('stock_reservations', OF_ACTIVITY, `state = 'consumed'`),
  orders_kind_shape: `update orders set kind = 'Seckill', kind_ref = 'x', kind_snapshot = '{"policy": {}}'`,
  orders_plain_is_no_activity: `update orders set kind_ref = 'x'`,
  ...SECKILL_VIOLATIONS,
  orders_kind_is_whole: `update orders set kind = 'seckill', kind_ref = 'x'`,
}

export const ACTIVITY_STOCK_TABLES = ['stock_activities', ...SECKILL_TABLES]
