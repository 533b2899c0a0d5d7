import { expect, it } from 'vitest'
import { isoOfShopTime, timeText } from './shop-time'

it.each([
  ['2026-12-01 09:30', '2026-12-01T01:30:00.000Z'],
  ['2026-12-01 00:00', '2026-11-30T16:00:00.000Z'],
  ['2027-02-28T23:59', '2027-02-28T15:59:00.000Z'],
  ['2027-02-29 10:00', undefined],
  ['2026-12-01 24:00', undefined],
  ['2026-12-01', undefined],
  ['', undefined],
])('%s on the clock of the shop is %s', (text, iso) => {
  expect(isoOfShopTime(text)).toBe(iso)
})

it('reads back what it wrote', () => {
  expect(timeText(isoOfShopTime('2026-12-01 09:30') ?? '')).toBe('2026-12-01 09:30')
})
