import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const OTHER = { id: NEW, subject_id: NEW, token_hash: `sha256('another')` }

/** A statement that only this guard of paying in another's place refuses. */
export const FRIEND_PAY_VIOLATIONS: Readonly<Record<string, string>> = {
  payment_friend_links_subject_named: copyOf('payment_friend_links', { ...OTHER, subject_kind: `''` }),
  payment_friend_links_token: copyOf('payment_friend_links', { ...OTHER, token_hash: 'token_hash' }),
  payment_friend_links_hash_whole: `update payment_friend_links set token_hash = '\\x00'`,
  payment_friend_links_wish_sealed: `update payment_friend_links set wish_enc = '帮我付一下'`,
  payment_friend_links_made_first: `update payment_friend_links set withdrawn_at = made_at - interval '1 second'`,
  payment_friend_links_live: copyOf('payment_friend_links', { ...OTHER, subject_id: 'subject_id' }),
  payment_friend_attempts_other_payer: copyOf('payment_friend_attempts', {
    ...{
      attempt_id: `(select id from payment_attempts a where not exists (select 1 from payment_friend_attempts f where f.attempt_id = a.id) limit 1)`,
    },
    payer_id: 'asker_id',
  }),
}

export const FRIEND_PAY_TABLES = ['payment_friend_links', 'payment_friend_attempts']
