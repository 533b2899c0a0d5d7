import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
/** A double of a tender needs an attempt that is none yet. */
const OTHER_TENDER = {
  attempt_id: `(select id from payment_attempts a where not exists (select 1 from stored_tenders s where s.attempt_id = a.id) order by id limit 1)`,
  beside_attempt_id: 'null',
}
const NOTHING_BACK = { principal_back_fen: '0', bonus_back_fen: '0' }
const tender = (over: Readonly<Record<string, string>>): string =>
  copyOf('stored_tenders', { ...OTHER_TENDER, ...NOTHING_BACK, ...over })

const UNPAID = { id: NEW, state: `'closed'`, paid_at: 'null', refunded_fen: '0', bonus_forfeited_fen: '0' }
const recharge = (over: Readonly<Record<string, string>>): string => copyOf('stored_recharges', { ...UNPAID, ...over })

const payment = (over: Readonly<Record<string, string>>): string =>
  copyOf('stored_entries', { id: NEW, reference: `'x'`, ...over }, `reason = 'payment'`)

/** A statement that only this guard of stored value refuses. */
export const STORED_VIOLATIONS: Readonly<Record<string, string>> = {
  stored_accounts_expected_positive: `update stored_accounts set expected_fen = -1`,
  stored_accounts_principal_covers_held: `update stored_accounts set held_principal_fen = principal_fen + 1`,
  stored_accounts_bonus_covers_held: `update stored_accounts set held_bonus_fen = bonus_fen + 1`,
  stored_accounts_within_cap: `update stored_accounts set cap_fen = principal_fen + bonus_fen + expected_fen - 1`,

  stored_entries_reason_known: payment({ reason: `'gift'` }),
  stored_entries_once: copyOf('stored_entries', { id: NEW }),
  stored_entries_direction: payment({ principal_fen: '1', bonus_fen: '0' }),
  stored_entries_never_negative: payment({ principal_after_fen: '-1' }),

  stored_tenders_beside_once: tender({ beside_attempt_id: 'beside_attempt_id' }),
  stored_tenders_state_known: tender({ state: `'lost'` }),
  stored_tenders_of_something: tender({ principal_fen: '0', bonus_fen: '0' }),
  stored_tenders_principal_back_within: `update stored_tenders set principal_back_fen = principal_fen + 1 where state = 'taken'`,
  stored_tenders_bonus_back_within: `update stored_tenders set bonus_back_fen = bonus_fen + 1 where state = 'taken'`,
  stored_tenders_back_of_taken: tender({ state: `'released'`, principal_back_fen: 'principal_fen' }),
  stored_tenders_move_on: `update stored_tenders set state = 'released', principal_back_fen = 0, bonus_back_fen = 0 where state = 'taken'`,

  stored_recharges_amount_positive: recharge({ amount_fen: '0' }),
  stored_recharges_state_known: recharge({ state: `'lost'` }),
  stored_recharges_filed: recharge({ filing_no: `''` }),
  stored_recharges_paid_whole: recharge({ paid_at: 'now()' }),
  stored_recharges_refund_within: `update stored_recharges set refunded_fen = amount_fen + 1 where state = 'paid'`,
  stored_recharges_forfeit_within: `update stored_recharges set bonus_forfeited_fen = bonus_fen + 1`,
  stored_recharges_one_open: copyOf('stored_recharges', { id: NEW }, `state = 'open'`),

  stored_refunds_amount_positive: copyOf('stored_refunds', { id: NEW, amount_fen: '0' }),
  stored_refunds_forfeit_positive: copyOf('stored_refunds', { id: NEW, bonus_forfeited_fen: '-1' }),
  stored_refund_parts_pkey: copyOf('stored_refund_parts'),
  stored_refund_parts_amount_positive: copyOf('stored_refund_parts', {
    recharge_id: `(select id from stored_recharges r where not exists (select 1 from stored_refund_parts p where p.recharge_id = r.id) order by id limit 1)`,
    amount_fen: '0',
  }),

  stored_passwords_hashed: `update stored_passwords set password_hash = '258036'`,
  stored_passwords_tries_range: `update stored_passwords set tries = 6`,
}

export const STORED_TABLES = [
  'stored_accounts',
  'stored_entries',
  'stored_tenders',
  'stored_recharges',
  'stored_refunds',
  'stored_refund_parts',
  'stored_passwords',
]
