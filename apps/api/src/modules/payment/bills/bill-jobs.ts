import { jobType } from '../../../infra/queue/job-type.js'

/** A day that an operator wants to be run again: the sweep of due days does the same. */
export const RECONCILE_DAY = jobType<{ fileId: string }>('payment.reconcile-day', {
  queue: 'default',
  outside: 'bills',
})
