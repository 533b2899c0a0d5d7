import { jobType } from '../../infra/queue/job-type.js'

/** Sends a recorded refund, or asks what became of it: the sweep of due refunds does the same. */
export const SEND_REFUND = jobType<{ refundId: string }>('payment.send-refund', { queue: 'money' })
/** Asks the channel for an attempt: the sweep of due attempts does the same. */
export const QUERY_ATTEMPT = jobType<{ attemptId: string }>('payment.query-attempt', { queue: 'money' })
