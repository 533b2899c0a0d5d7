import { describe, expect, it } from 'vitest'
import { ARRIVAL_FAULTS, arrivalOf, typedArrival } from './arrival-terms'

const declared = { cutOff: '16:00', restWeekdays: [0, 6], holidays: ['2027-02-06'], arrivalDays: 3 }
const freight = { baseFen: 800, freeOverFen: null, promise: '48 小时内发货', noDeliveryRegionPrefixes: [] }
const textOf =
  (typed: Readonly<Record<string, string>>) =>
  (name: string): string =>
    (typed[name] ?? '').trim()

describe('what a shop declares of its shipping days', () => {
  it('is typed as people count and sent as it was', () => {
    const typed = typedArrival({ ...freight, ...declared })
    expect(typed).toEqual({
      cutOff: '16:00',
      restWeekdays: '6 7',
      holidays: '2027-02-06',
      arrivalDays: '3',
    })
    expect(arrivalOf(textOf(typed))).toEqual({ ...declared, restWeekdays: [6, 0] })
  })

  it('is nothing where nothing is typed', () => {
    expect(arrivalOf(textOf(typedArrival(freight)))).toEqual({
      ...{ cutOff: null, restWeekdays: [], holidays: [], arrivalDays: null },
    })
  })

  it.each([
    ['cutOff', '16:00', '24:00'],
    ['restWeekdays', '6、7', '0'],
    ['holidays', '2027-02-06\n2027-02-07', '2027-02-06\n2027-02-30'],
    ['arrivalDays', '60', '61'],
  ])('%s takes %j and not %j', (name, right, wrong) => {
    const fault = ARRIVAL_FAULTS[name]
    expect([fault?.(''), fault?.(right), fault?.(wrong) === '']).toEqual(['', '', false])
  })
})
