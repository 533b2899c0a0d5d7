import { assert } from './assert.js'

declare const pointsUnit: unique symbol

/** Points 积分, signed (a debt is possible). They never mix with money except through a rule. */
export type Points = number & { readonly [pointsUnit]: 'points' }

export function points(value: number): Points {
  assert(Number.isSafeInteger(value), () => `not a number of points: ${value}`)
  return (value === 0 ? 0 : value) as Points
}

export const zeroPoints = points(0)

export function addPoints(left: Points, right: Points): Points {
  return points(left + right)
}

export function subPoints(left: Points, right: Points): Points {
  return points(left - right)
}

export function sumPoints(amounts: Iterable<Points>): Points {
  let total = zeroPoints
  for (const amount of amounts) total = addPoints(total, amount)
  return total
}
