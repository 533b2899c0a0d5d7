import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A night of random lives is many short runs, each with a seed of its own and a Postgres of its own: what is done is kept, so that a night
 * that was cut off goes on where it was, and a run that fails takes nothing else with it.
 * @typedef {{ of: 'orders' | 'payments', seed: number, lives: number, first: boolean }} Part
 * @typedef {{ lived: number, acts: number, seconds: number, failed: boolean, done: Record<string, number> }} PartDone
 * @typedef {{ seed: number, orders: number, payments: number, parts: Record<string, PartDone> }} Night
 */

/** Lives of one run. */
const SIZES = { orders: 50, payments: 250 }

/** Lives enough that an act which was never done says something about the night. */
const TELLING = 1_000

/** @param {{ seed: number, orders: number, payments: number }} asked @returns {Part[]} The parts of a night, in the order they are lived. */
export function partsOf({ seed, orders, payments }) {
  const of = (kind, total) => {
    const count = Math.ceil(total / SIZES[kind])
    return Array.from({ length: count }, (_, at) => {
      const lives = Math.min(SIZES[kind], total - at * SIZES[kind])
      return { of: kind, seed: seed + at, lives, first: at === 0 }
    })
  }
  return [...of('orders', orders), ...of('payments', payments)]
}

/** @param {Part} part */
export const keyOf = ({ of, seed, lives }) => `${of}:${seed}:${lives}`

/** @param {Night} night @returns {Part[]} What is still to be lived. */
export const partsLeft = (night) => partsOf(night).filter((part) => night.parts[keyOf(part)] === undefined)

/** The notes of one run, a line for each of its models. @returns {{ lived: number, acts: number, done: Record<string, number> }} */
export function notesSummed(lines) {
  const notes = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  return notes.reduce((sum, note) => added(sum, note), { lived: 0, acts: 0, done: {} })
}

function added(sum, { lived, acts, done }) {
  const kinds = { ...sum.done }
  for (const [kind, times] of Object.entries(done)) kinds[kind] = (kinds[kind] ?? 0) + times
  return { lived: sum.lived + lived, acts: sum.acts + acts, done: kinds }
}

/** @param {Night} night */
export function standingOf(night, of) {
  const parts = Object.entries(night.parts).flatMap(([key, part]) => (key.startsWith(`${of}:`) ? [part] : []))
  const sum = parts.reduce((all, part) => ({ ...added(all, part), seconds: all.seconds + part.seconds }), {
    ...{ lived: 0, acts: 0, done: {}, seconds: 0 },
  })
  return { ...sum, failed: parts.filter(({ failed }) => failed).length }
}

/** @param {Night} night */
export function lineOfNight(night, of) {
  const { lived, acts, seconds, failed } = standingOf(night, of)
  const perMinute = seconds === 0 ? 0 : (lived * 60) / seconds
  const left = perMinute === 0 ? '' : `, about ${Math.ceil((night[of] - lived) / perMinute)} min left`
  const rate = `${perMinute.toFixed(1)} a minute`
  return `${of}: ${lived} of ${night[of]} lives, ${acts} acts, ${rate}, ${failed} parts failed${lived < night[of] ? left : ''}`
}

/** Acts that no life came to in all of a telling night: the model proves nothing of them. @param {Night} night @returns {string[]} */
export function neverDone(night, of) {
  const { lived, done } = standingOf(night, of)
  return lived < TELLING ? [] : Object.entries(done).flatMap(([kind, times]) => (times === 0 ? [kind] : []))
}

/** @returns {Night | undefined} */
export function readNight(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Whole or not at all: a night may be cut off while it writes. */
export function writeNight(path, night) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(night, null, 1)}\n`)
  renameSync(`${path}.new`, path)
}
