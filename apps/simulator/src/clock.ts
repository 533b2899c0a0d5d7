/**
 * Business time of the gateway in epoch milliseconds. The kernel's clock fits as it is. Request and answer signatures
 * never use it: the shop's SDK stamps and checks them by the host's clock and cannot be told otherwise.
 */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000

/** The gateway writes all times with the offset of Shanghai, which has had no daylight saving since 1991. */
export function rfc3339(instant: number): string {
  return `${new Date(instant + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19)}+08:00`
}

export function isoOf(instant: number): string {
  return new Date(instant).toISOString()
}

/** `20261122` and `20261122093005` in Shanghai time, the stamps inside the gateway's own numbers. */
export function dayStamp(instant: number): string {
  return rfc3339(instant).slice(0, 10).replaceAll('-', '')
}

export function secondStamp(instant: number): string {
  return rfc3339(instant).slice(0, 19).replaceAll(/[-T:]/g, '')
}
