import { jobType } from '../../infra/queue/job-type.js'

/** Comes when a session begins, ends, or what is left of it may go back; the sweep over `activities` is the truth behind it. */
export const SECKILL_TURN = jobType<{ activityId: string }>('seckill.turn', { queue: 'order' })
/** Comes when holds of an activity are over; the sweep over `seckill_takes.hold_until` is the truth behind it. */
export const SECKILL_LAPSE = jobType<{ activityId: string }>('seckill.lapse', { queue: 'order' })
