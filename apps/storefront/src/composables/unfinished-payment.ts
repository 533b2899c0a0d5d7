import { platform } from '#platform'
import { serverClock } from '@/api'
import { places } from './places'

const KEY = 'jishi.paying'
const HOME = 'pages/home/home'
// An order is closed soon after this; asking about it then helps nobody.
const KEPT_MS = 30 * 60_000

interface Unfinished {
  orderId: string
  since: number
}

const isUnfinished = (value: unknown): value is Unfinished =>
  typeof value === 'object' && value !== null && 'orderId' in value && 'since' in value

/** The result page says which payment it is asking about, so that the shop finds back to it after being killed. */
export const keepUnfinished = (orderId: string): void => {
  platform.write(KEY, { orderId, since: serverClock.now() } satisfies Unfinished)
}

export const forgetUnfinished = (): void => platform.remove(KEY)

/** At the start of the shop: whoever was killed at the cashier and comes in by the front door learns how it ended. */
export const resumeUnfinished = (entered: string | undefined): void => {
  const kept = platform.read(KEY)
  if (!isUnfinished(kept)) return
  if (entered === HOME && serverClock.now() - kept.since < KEPT_MS)
    setTimeout(() => void places.payResult(kept.orderId, true), 0)
  else forgetUnfinished()
}
