import { assert } from './assert.js'
import type { Fen } from './money.js'
import type { Points } from './points.js'

/**
 * Divides a whole number in proportion to weights so that the shares add up to it exactly: each share is rounded down,
 * then what is missing goes one by one to the largest remainders, ties by position. A negative total mirrors the
 * positive one. Where all weights are zero the split is equal. This is the only way money is divided.
 *
 * Products are computed as big integers, because amount × weight of a large order passes 2^53.
 */
export function allocate(total: Fen, weights: readonly number[]): Fen[]
export function allocate(total: Points, weights: readonly number[]): Points[]
export function allocate(total: number, weights: readonly number[]): number[]
export function allocate(total: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(total), () => `cannot allocate ${total}`)
  for (const weight of weights) assert(Number.isSafeInteger(weight) && weight >= 0, () => `not a weight: ${weight}`)
  if (weights.length === 0) {
    assert(total === 0, () => `nobody to allocate ${total} to`)
    return []
  }
  // Adding zero turns the minus zero of an empty share into plain zero.
  return allocateSize(Math.abs(total), weights).map((share) => Math.sign(total) * share + 0)
}

function allocateSize(size: number, weights: readonly number[]): number[] {
  const given = weights.map((weight) => BigInt(weight))
  const allZero = given.every((weight) => weight === BigInt(0))
  const effective = allZero ? given.map(() => BigInt(1)) : given
  const sum = effective.reduce((left, right) => left + right)
  const products = effective.map((weight) => BigInt(size) * weight)
  const shares = products.map((product) => Number(product / sum))
  const missing = size - shares.reduce((left, right) => left + right)
  for (const position of byLargestRemainder(products.map((product) => product % sum)).slice(0, missing)) {
    shares[position] = (shares[position] ?? 0) + 1
  }
  return shares
}

/** Sorting keeps the order of what is equal, so that ties go by position. */
function byLargestRemainder(remainders: readonly bigint[]): number[] {
  return remainders
    .map((remainder, position) => ({ remainder, position }))
    .sort((left, right) => Number(right.remainder - left.remainder))
    .map(({ position }) => position)
}
