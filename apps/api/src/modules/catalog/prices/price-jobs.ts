import { jobType } from '../../../infra/queue/job-type.js'

/** Comes when a price begins or ends; the sweep over `spus.price_turns_at` is the truth behind it. */
export const PRICES_TURN = jobType<{ spuId: string }>('catalog.prices-turn', { queue: 'default' })
