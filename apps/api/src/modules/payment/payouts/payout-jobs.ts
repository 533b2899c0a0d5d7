import { jobType } from '../../../infra/queue/job-type.js'

/** Sends a recorded payout, or asks what became of it: the sweep of due payouts does the same. */
export const SEND_PAYOUT = jobType<{ payoutId: string }>('payment.send-payout', { queue: 'money' })
