import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'

export const OFFER_TABLES = ['offers', 'offer_usages']

/** A statement that only this guard of the promotions' tables refuses. */
export const OFFER_VIOLATIONS: Readonly<Record<string, string>> = {
  offers_version_check: `update offers set version = 0`,
  offers_state_known: `update offers set state = 'anything'`,
  offers_kind_known: `update offers set kind = 'anything'`,
  offers_name_length: `update offers set name = ''`,
  offers_priority_range: `update offers set priority = 10000`,
  offers_platforms_named: `update offers set platforms = '{}'`,
  offers_total_limit_positive: `update offers set total_limit = 0, used = 0`,
  offers_member_limit_positive: `update offers set member_limit = 0`,
  offers_some_days: `update offers set until_at = from_at`,
  offers_used_within_limit: `update offers set used = total_limit + 1`,
  offers_approved_by_another: `update offers set asked_by = created_by, approved_by = created_by`,
  offers_live_was_launched: `update offers set launched_at = null`,
  offers_stopped_has_time: `update offers set state = 'stopped'`,
  offer_usages_ordinal_positive: `update offer_usages set ordinal = 0 where state = 'released'`,
  offer_usages_state_known: `update offer_usages set state = 'anything' where state = 'held'`,
  offer_usages_ordinal_once: copyOf('offer_usages', { id: NEW, order_id: NEW }, `state = 'held'`),
  offer_usages_order_once: copyOf('offer_usages', { id: NEW }, `state = 'released'`),
}
