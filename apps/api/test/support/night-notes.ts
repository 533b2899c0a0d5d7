import { appendFileSync } from 'node:fs'

/** Where a night that is made of many runs reads what each of them lived (`scripts/nightly.mjs`); nothing is kept without it. */
const NOTES = process.env['NIGHT_NOTES']
const EVERY = 10

export interface Lived {
  readonly of: 'orders' | 'payments'
  readonly seed: number
  readonly lived: number
  readonly acts: number
  /** How often each kind of act was done. */
  readonly done: Readonly<Record<string, number>>
}

export const noteLives = (lived: Lived): void => {
  if (NOTES !== undefined) appendFileSync(NOTES, `${JSON.stringify(lived)}\n`)
}

/** A line for every ten lives, so that whoever waits for hours sees that it goes on, and how fast. */
export const tellProgress = (of: Lived['of'], most: number): ((lived: number) => void) => {
  const began = performance.now()
  return (lived) => {
    if (NOTES === undefined || lived % EVERY !== 0) return
    const perMinute = (lived * 60_000) / (performance.now() - began)
    process.stdout.write(`lives of ${of}: ${lived} of ${most}, ${Math.round(perMinute * 60)} an hour\n`)
  }
}
