import { expect, it } from 'vitest'
import { addPoints, points, subPoints, sumPoints, zeroPoints } from './points.js'

it('counts points, debt included, and refuses what is no whole number', () => {
  expect(addPoints(points(5), points(7))).toBe(12)
  expect(subPoints(points(5), points(7))).toBe(-2)
  expect(sumPoints([points(1), points(2)])).toBe(3)
  expect(sumPoints([])).toBe(zeroPoints)
  expect(() => points(0.5)).toThrow('not a number of points')
  expect(() => addPoints(points(Number.MAX_SAFE_INTEGER), points(1))).toThrow()
})
