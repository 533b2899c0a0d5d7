import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const WAITS = `state = 'waiting'`

export const PRICE_PROPOSAL_TABLES = ['price_proposals']

/** A statement that only this guard of prices below a floor refuses. */
export const PRICE_PROPOSAL_VIOLATIONS: Readonly<Record<string, string>> = {
  price_proposals_version_positive: `update price_proposals set version = 0`,
  price_proposals_has_rows: `update price_proposals set rows = '[]'`,
  price_proposals_state_known: `update price_proposals set state = 'anything', decided_at = now()`,
  price_proposals_checked_by_another: `update price_proposals set state = 'agreed', decided_at = now(), checker_id = maker_id`,
  price_proposals_decided_has_time: `update price_proposals set decided_at = now()`,
  price_proposals_decided_has_checker: `update price_proposals set state = 'refused', decided_at = now()`,
  price_proposals_one_waits: copyOf('price_proposals', { id: NEW }, WAITS),
}
