import { expect, it } from 'vitest'
import { promisedMs, shipWithinMs } from './ship-promise.js'

it.each([
  ['48 小时内发货', 48],
  ['24小时内发货', 24],
  ['3 天内发货', 72],
  ['预计 5 日内发货', 120],
  ['120 小时内发货', 120],
  ['ships within 36 H', 36],
  ['当天发货', 48],
  ['0 小时内发货', 48],
])('%s leaves %i hours', (promise, hours) => {
  expect(shipWithinMs(promise)).toBe(hours * 3_600_000)
})

it.each(['当天发货', '0 天内发货', '尽快，3 位师傅轮班'])('%s names no time', (promise) => {
  expect(promisedMs(promise)).toBeUndefined()
})
