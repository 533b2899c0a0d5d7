import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const FRESH = { id: NEW, payout_no: `repeat('9', 20)`, subject_id: NEW, channel_payout_id: 'null' }
const AWAITING = `state = 'awaiting'`
/** Another payout like the one that waits for its payee. */
const another = (over: Readonly<Record<string, string>>): string => copyOf('payouts', { ...FRESH, ...over }, AWAITING)

/** A statement that only this guard of the payouts refuses. */
export const PAYOUT_VIOLATIONS: Readonly<Record<string, string>> = {
  payouts_no: another({ payout_no: 'payout_no' }),
  payouts_no_form: another({ payout_no: `'x'` }),
  payouts_subject_named: another({ subject_kind: `''` }),
  payouts_channel_known: another({ channel: `'unionpay'` }),
  payouts_payee_sealed: another({ payee_enc: `'林小满'` }),
  payouts_tax_within: another({ tax_withheld_fen: 'amount_fen' }),
  payouts_state_known: another({ state: `'lost'`, confirm_handle: 'null' }),
  payouts_handle_while_awaiting: another({ state: `'transferring'` }),
  payouts_queries_counted: another({ queries: '-1' }),
  payouts_once: another({ subject_id: 'subject_id' }),
  payouts_ended_rests: another({ next_query_at: 'null' }),
  payouts_paid_is_known: another({ state: `'succeeded'`, confirm_handle: 'null', next_query_at: 'null' }),
  payouts_of_channel: another({ channel_payout_id: 'channel_payout_id' }),
  payouts_move_on: `update payouts set state = 'recorded', confirm_handle = null where ${AWAITING}`,
  payouts_steps_kept: `update payouts set state = 'cancelling', confirm_handle = null, state_at = null where ${AWAITING}`,
}

export const PAYOUT_TABLES = ['payouts', 'payout_steps']
