import { expect, it } from 'vitest'
import { shipWithinMs } from './ship-promise.js'

it.each([
  ['48 小时内发货', 48],
  ['24小时内发货', 24],
  ['3 天内发货', 72],
  ['预计 5 日内发货', 120],
  ['当天发货', 48],
  ['0 小时内发货', 48],
])('%s leaves %i hours', (promise, hours) => {
  expect(shipWithinMs(promise)).toBe(hours * 3_600_000)
})
