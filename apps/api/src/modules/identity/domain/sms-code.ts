import { addMinutes, minuteMs, type Instant } from '@jishi/kernel/time'

export const maxTries = 5
const lifeMinutes = 10
export const resendAfterMs = minuteMs

export const codeExpiry = (now: Instant): Instant => addMinutes(now, lifeMinutes)
