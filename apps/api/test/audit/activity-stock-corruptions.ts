import { copyOf } from '../support/broken-for-a-moment.js'
import type { Corruption } from './corruption.js'
import { SECKILL_CORRUPTIONS } from './seckill-corruptions.js'

const NEW = 'gen_random_uuid()'

/** Units of an activity that nobody armed, in the state it is said to be in. */
const UNITS = (state: string): string => `
  with made as (
    insert into stock_activities (id, state, armed_at, over_at)
    values (${NEW}, '${state}', now(), ${state === 'over' ? 'now()' : 'null'}) returning id
  )
  insert into stock_reservations (id, owner_kind, owner_id, line_id, sku_id, location_id, pool, qty, state, created_at, changed_at)
  select ${NEW}, 'activity', made.id, ${NEW}, r.sku_id, r.location_id, 'activity', 1, 'firm', now(), now()
    from made, (select * from stock_reservations limit 1) r`

/** Of rule S3, beside what else is done to reservations. */
export const FOREIGN_UNITS: readonly Corruption[] = [
  {
    what: 'a plain order holds units of an activity',
    without: ['stock_reservations.stock_reservations_pool_has_activity'],
    sql: `update stock_reservations set source_id = ${NEW} where owner_kind = 'order' and state = 'held'`,
    seenAs: '"source"',
  },
]

/** What is done to the units of activities in a sound shop, and to the kinds of its orders. */
export const ACTIVITY_STOCK_CORRUPTIONS: Record<string, Corruption[]> = {
  ...SECKILL_CORRUPTIONS,
  S13: [
    { what: 'units come from nowhere', sql: UNITS('armed'), seenAs: '"units"' },
    {
      what: 'units of an activity are gone',
      sql: copyOf('stock_moves', { id: '1000000', reference: `'activity:' || ${NEW} || ':1'` }, `kind = 'reserve'`),
      seenAs: '"units"',
    },
    { what: 'an activity that is over keeps units', sql: UNITS('over'), seenAs: '"over"' },
  ],
  O7: [
    {
      what: 'an order of a kind says nothing of its rules',
      without: ['orders.orders_kind_is_whole'],
      sql: `update orders set kind = 'seckill', kind_ref = 'x'`,
      seenAs: '"kind"',
    },
    {
      what: 'an order of a kind may be paid longer than it says',
      sql: `update orders set kind = 'seckill', kind_ref = 'x', kind_snapshot = '{"policy": {"payWithinMs": 1}}'
             where id in (select order_id from order_terms where seq = 1)`,
      seenAs: '"due"',
    },
  ],
}
