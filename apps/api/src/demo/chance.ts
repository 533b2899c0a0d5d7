import { assert, present } from '@jishi/kernel/assert'

/** Chance that repeats itself: the same seed gives the same numbers on every machine. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  between(from: number, to: number): number
  /** One of them, each as likely as its weight is large. */
  weighted<Item>(items: readonly Item[], weightOf: (item: Item, position: number) => number): Item
  happens(probability: number): boolean
}

/** mulberry32: thirty-two bits of state are plenty for a thousand orders. */
export const chanceOf = (seed: number): Chance => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    weighted: (items, weightOf) => {
      const weights = items.map(weightOf)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      assert(total > 0, 'nothing to choose from')
      let left = next() * total
      const at = weights.findIndex((weight) => (left -= weight) < 0)
      return present(items[at === -1 ? items.length - 1 : at], 'a choice')
    },
    happens: (probability) => next() < probability,
  }
}
