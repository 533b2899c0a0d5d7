import { assert } from './assert.js'

declare const rateUnit: unique symbol

/** A rate in basis points 万分比: 10 000 is the whole. */
export type Bp = number & { readonly [rateUnit]: 'bp' }

export const wholeBp = 10_000 as Bp

/** Brands an integer as a rate; negative rates do not exist in the shop. */
export function bp(value: number): Bp {
  assert(Number.isSafeInteger(value) && value >= 0, `not a rate in basis points: ${value}`)
  return value as Bp
}
