import { instantOf, type Clock, type Instant } from '@jishi/kernel/time'

let offsetMs = 0

/** Learns how far the device's clock is from the shop's; countdowns follow the shop's. */
export const noteServerTime = (iso: string): void => {
  const server = Date.parse(iso)
  if (!Number.isNaN(server)) offsetMs = server - Date.now()
}

/** The shop's clock as this device knows it. */
export const serverClock: Clock = { now: (): Instant => instantOf(Date.now() + offsetMs) }
