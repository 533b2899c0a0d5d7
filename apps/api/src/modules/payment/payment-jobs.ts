import { jobType } from '../../infra/queue/job-type.js'

/** Sends a recorded refund, or asks what became of it: the sweep of due refunds does the same. */
export const SEND_REFUND = jobType<{ refundId: string }>('payment.send-refund', { queue: 'money' })
/** Looks for attempts whose next question is due and has each asked by a job of its own. */
export const QUERIES_DUE = jobType<Record<string, never>>('payment.queries-due', { queue: 'money' })
/** Asks the channel for an attempt: the sweep of due attempts does the same. */
export const QUERY_ATTEMPT = jobType<{ attemptId: string }>('payment.query-attempt', { queue: 'money' })
