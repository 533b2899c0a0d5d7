import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const RUNNING = `state = 'running'`
const WON = `state = 'won'`
const OF_WON = `(select item_id from seckill_takes where ${WON})`
/** A take by itself: what it was decided with may not change, so that a wrong one has to be written. */
const taken = (over: Readonly<Record<string, string>>, where = WON): string =>
  copyOf('seckill_takes', { id: NEW, request: NEW, order_id: 'null', ...over }, where)

/** A statement that only this guard of the tables of flash sales refuses. */
export const SECKILL_VIOLATIONS: Readonly<Record<string, string>> = {
  activities_kind_known: `update activities set kind = 'anything'`,
  activities_version_positive: `update activities set version = 0`,
  activities_state_known: `update activities set state = 'anything' where ${RUNNING}`,
  activities_name_length: `update activities set name = ''`,
  activities_pay_within: `update activities set pay_within_ms = 900001`,
  activities_proof_bits: `update activities set proof_bits = 21`,
  activities_some_time: `update activities set ends_at = starts_at`,
  activities_draft_is_not_armed: `update activities set state = 'draft' where ${RUNNING}`,
  activities_stopped_has_time: `update activities set stopped_at = now() where ${RUNNING}`,
  activities_settled_is_over: `update activities set settled_at = now() where ${RUNNING}`,
  activities_agreed_by_another: `update activities set agreed_by = written_by where written_by is not null`,
  activity_skus_price_positive: `update activity_skus set price_fen = 0, was_fen = null`,
  activity_skus_was_higher: `update activity_skus set was_fen = price_fen`,
  activity_skus_per_member: `update activity_skus set per_member = 100`,
  activity_skus_total_positive: copyOf('activity_skus', {
    ...{ id: NEW, sku_id: NEW, total: '0', drawn: '0', sold: '0', returned: '0' },
  }),
  activity_skus_counts: `update activity_skus set drawn = total - sold + 1 where live`,
  activity_skus_window: `update activity_skus set closes_at = opens_at where not live`,
  activity_skus_live_keeps_all: `update activity_skus set returned = 1 where live`,
  activity_skus_given_back_is_over: `update activity_skus set given_back = true where live`,
  activity_skus_once: copyOf('activity_skus', { id: NEW, live: 'false' }),
  activity_skus_one_at_a_time: copyOf(
    'activity_skus',
    { id: NEW, activity_id: `(select id from activities where state = 'draft')`, position: '99' },
    `live and sku_id not in (select sku_id from activity_skus i join activities a on a.id = i.activity_id where a.state = 'draft')`,
  ),
  seckill_shares_once: copyOf('seckill_shares'),
  seckill_shares_within_limit: `update seckill_shares set qty = per_member + 1`,
  seckill_takes_ticket_once: taken({ id: `(select id from seckill_takes where ${WON})` }),
  seckill_takes_request_once: taken({ request: `(select request from seckill_takes where ${WON})` }),
  seckill_takes_qty_positive: taken({ qty: '0' }),
  seckill_takes_state_known: taken({ state: `'anything'` }),
  seckill_takes_order_once: copyOf('seckill_takes', { id: NEW, request: NEW }, `state = 'ordered'`),
  seckill_takes_released_known: taken({ state: `'released'`, released_at: 'now()', released: `'anything'` }),
  seckill_takes_within_window: taken({
    taken_at: `(select opens_at - interval '1 ms' from activity_skus where id in ${OF_WON})`,
  }),
  seckill_takes_hold_after: taken({ hold_until: `(select opens_at from activity_skus where id in ${OF_WON})` }),
  seckill_takes_ordered_has_order: taken({ state: `'ordered'` }),
  seckill_takes_won_has_none: taken({ order_id: NEW }),
  seckill_takes_sold_was_paid: `update seckill_takes set state = 'sold' where state = 'ordered'`,
  seckill_takes_back_of_sold: `update seckill_takes set back = 1 where state = 'ordered'`,
  seckill_takes_released_has_cause: `update seckill_takes set state = 'released', released_at = now() where ${WON}`,
  seckill_takes_go_on: `update seckill_takes set qty = qty + 1 where ${WON}`,
  seckill_pulse_pkey: copyOf('seckill_pulse'),
  risk_decisions_kind_known: `update risk_decisions set kind = 'anything'`,
  risk_decisions_verdict_known: `update risk_decisions set verdict = 'anything'`,
  risk_decisions_times_positive: `update risk_decisions set times = 0`,
  risk_decisions_once: copyOf('risk_decisions', { id: NEW }),
}

export const SECKILL_TABLES = [
  ...['activities', 'activity_skus', 'seckill_shares', 'seckill_takes', 'seckill_pulse', 'risk_decisions'],
]
