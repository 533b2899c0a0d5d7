import { shopDay, type Instant } from '@jishi/kernel/time'
import { platform } from '#platform'

const KEY = 'jishi.home.coupons'

/** They have come up on this day of the shop, or on a later one: a clock that was put back shows nothing twice. */
const seen = (now: Instant): boolean => {
  const day = platform.read(KEY)
  return typeof day === 'string' && day >= shopDay(now)
}

/** What could not be remembered would come up each time. */
const canKeep = (): boolean => platform.write(KEY, platform.read(KEY) ?? '')

/** Once a day; and again for whoever is back from a sign-in that left the page. */
export const mayComeUp = (now: Instant): boolean => (!seen(now) || platform.visit.read(KEY) !== null) && canKeep()

export const noteCameUp = (now: Instant): void => {
  platform.visit.remove(KEY)
  platform.write(KEY, shopDay(now))
}

export const keepForSignIn = (): void => platform.visit.write(KEY, 'signing-in')
export const backFromSignIn = (): void => platform.visit.remove(KEY)
