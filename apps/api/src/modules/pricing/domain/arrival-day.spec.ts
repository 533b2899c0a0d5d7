import { addShopDays, instantOf, shopDay } from '@jishi/kernel/time'
import { fen } from '@jishi/kernel/money'
import { describe, expect, it } from 'vitest'
import { arrivalDay, arrivalDays, shipDay, type Journey } from './arrival-day.js'
import type { FreightTemplate } from './freight-facts.js'
import { flatTemplate } from './plain-facts.js'
import type { ShippingTerms } from './shipping-terms.js'

const HOUR_MS = 3_600_000
/** In the shop's own time. 2026-11-30 is a Monday. */
const at = (text: string) => instantOf(`${text.replace(' ', 'T')}:00+08:00`)
const terms = (more: Partial<ShippingTerms> = {}): ShippingTerms => ({
  ...{ withinMs: 48 * HOUR_MS, cutOff: null, restWeekdays: [], holidays: [], days: 3 },
  ...more,
})

describe('the day by which a parcel has left', () => {
  it.each([
    ['2026-11-30 00:00', '2026-12-02'],
    ['2026-11-30 10:00', '2026-12-02'],
    ['2026-11-30 23:59', '2026-12-02'],
  ])('paid %s with 48 hours leaves by %s', (paid, day) => {
    expect(shipDay(terms(), at(paid))).toBe(day)
  })

  it('counts hours where they end on the same day', () => {
    expect(shipDay(terms({ withinMs: 6 * HOUR_MS }), at('2026-11-30 10:00'))).toBe('2026-11-30')
    expect(shipDay(terms({ withinMs: 6 * HOUR_MS }), at('2026-11-30 20:00'))).toBe('2026-12-01')
  })

  it.each([
    ['2026-11-30 15:59', '2026-12-01'],
    ['2026-11-30 16:00', '2026-12-02'],
    ['2026-11-30 23:00', '2026-12-02'],
  ])('paid %s with 24 hours and a cut-off at 16:00 leaves by %s', (paid, day) => {
    expect(shipDay(terms({ withinMs: 24 * HOUR_MS, cutOff: '16:00' }), at(paid))).toBe(day)
  })

  it.each([
    ['2026-11-30 16:29', '2026-12-01'],
    ['2026-11-30 16:30', '2026-12-02'],
  ])('paid %s with a cut-off at half past four leaves by %s', (paid, day) => {
    expect(shipDay(terms({ withinMs: 24 * HOUR_MS, cutOff: '16:30' }), at(paid))).toBe(day)
  })

  it('works neither on the weekend nor on a holiday', () => {
    const resting = terms({ withinMs: 24 * HOUR_MS, cutOff: '16:00', restWeekdays: [0, 6], holidays: ['2026-12-07'] })
    // Friday before the cut-off: the next working day is the Tuesday after the holiday.
    expect(shipDay(resting, at('2026-12-04 10:00'))).toBe('2026-12-08')
    // After it the counting itself begins on Tuesday.
    expect(shipDay(resting, at('2026-12-04 17:00'))).toBe('2026-12-09')
    expect(shipDay(resting, at('2026-12-05 10:00'))).toBe('2026-12-09')
  })

  const restFrom = (first: string, days: number) =>
    Array.from({ length: days }, (_, n) => addShopDays(shopDay(at(`${first} 00:00`)), n))

  it('waits for the end of a rest of sixty days, the day of paying among them, and of none that is longer', () => {
    const paid = at('2026-11-30 10:00')
    const closed = (days: number) => terms({ withinMs: 24 * HOUR_MS, holidays: restFrom('2026-11-30', days) })
    expect(shipDay(closed(60), paid)).toBe('2027-01-30')
    expect(shipDay(closed(61), paid)).toBeUndefined()
  })

  it('promises nothing where such a rest begins before it has left', () => {
    const closing = terms({ withinMs: 72 * HOUR_MS, holidays: restFrom('2026-12-02', 61) })
    expect(shipDay(closing, at('2026-11-30 10:00'))).toBeUndefined()
  })

  it('promises nothing of a shop that never works', () => {
    expect(shipDay(terms({ restWeekdays: [0, 1, 2, 3, 4, 5, 6] }), at('2026-11-30 10:00'))).toBeUndefined()
  })
})

const rate = (regionPrefixes: string[], days?: number | null): FreightTemplate['rates'][number] => ({
  ...{ regionPrefixes, first: 1, firstFen: fen(800), next: 1, nextFen: fen(0), freeOverFen: null, freeOverQty: null },
  ...(days === undefined ? {} : { days }),
})
const template = (id: string, rates: FreightTemplate['rates']): FreightTemplate => ({
  ...{ id, name: id, unit: 'piece', rates, noDeliveryPrefixes: [] },
})
const cold = template('cold', [rate(['31', '32'], 1), rate(['3101'], 2), rate([], 5)])
const silent = template('silent', [rate(['31'])])
const journey = (
  regionCode: string | null,
  ids: (string | null)[],
  shipping: ShippingTerms | null = terms(),
): Journey => ({
  lines: ids.map((freightTemplateId) => ({ parcel: true, freightTemplateId })),
  freight: { templates: [flatTemplate(fen(800)), cold, silent], shipping },
  regionCode,
})
const monday = at('2026-11-30 10:00')

describe('the day by which everything is there', () => {
  it('takes the days of the region, the longest prefix first', () => {
    expect(arrivalDay(journey('320500', ['cold']), monday)).toBe('2026-12-03')
    expect(arrivalDay(journey('310115', ['cold']), monday)).toBe('2026-12-04')
    expect(arrivalDay(journey('650100', ['cold']), monday)).toBe('2026-12-07')
  })

  it('waits for the slowest of its goods', () => {
    expect(arrivalDay(journey('320500', ['cold', null]), monday)).toBe('2026-12-05')
  })

  it.each([
    ['nobody knows where to', journey(null, ['cold'])],
    ['the shop declares nothing', journey('320500', ['cold'], null)],
    ['one of the goods has no days', journey('310115', ['cold', 'silent'])],
    ['the shop names no days for what has no template', journey('320500', [null], terms({ days: null }))],
    ['there are no words about it at all', { ...journey('320500', ['cold']), freight: { templates: [cold] } }],
    ['the shop never works', journey('320500', ['cold'], terms({ restWeekdays: [0, 1, 2, 3, 4, 5, 6] }))],
    ['a template is gone', journey('320500', ['other'])],
    ['nothing goes into a parcel', { ...journey('320500', []), lines: [{ parcel: false, freightTemplateId: null }] }],
  ])('is not said where %s', (_why, of) => {
    expect(arrivalDay(of, monday)).toBeNull()
  })

  it('goes by nothing but the goods that travel', () => {
    const { lines, ...rest } = journey('320500', ['cold'])
    expect(arrivalDay({ ...rest, lines: [...lines, { parcel: false, freightTemplateId: null }] }, monday)).toBe(
      '2026-12-03',
    )
  })
})

describe('the days a page shows that does not know where to', () => {
  it('are one for each rate of the template, in their order, and none where nobody has said', () => {
    expect(arrivalDays(cold, terms(), monday)).toEqual(['2026-12-03', '2026-12-04', '2026-12-07'])
    const half = template('half', [rate(['31'], null), rate(['32']), rate([], 2)])
    expect(arrivalDays(half, terms(), monday)).toEqual([null, null, '2026-12-04'])
  })

  it('go by what the shop declares for goods without a template', () => {
    expect(arrivalDays(flatTemplate(fen(800)), terms(), monday)).toEqual(['2026-12-05'])
    expect(arrivalDays(flatTemplate(fen(800)), terms({ days: null }), monday)).toEqual([null])
    expect(arrivalDays(flatTemplate(fen(800)), null, monday)).toEqual([null])
  })

  it('are none where the shop has declared nothing, or never works', () => {
    expect(arrivalDays(cold, null, monday)).toEqual([null, null, null])
    const never = terms({ restWeekdays: [0, 1, 2, 3, 4, 5, 6] })
    expect(arrivalDays(cold, never, monday)).toEqual([null, null, null])
  })
})
