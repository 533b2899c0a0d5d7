import { fen } from '@jishi/kernel/money'
import { hourMs, instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { flatTemplate } from '../pricing/index.js'
import { arrivesOn, type OnItsWay } from './arrives-on.js'

const at = (day: string) => instantOf(`${day}T10:00:00+08:00`)
const monday = at('2026-11-30')
const order = (more: Partial<OnItsWay> = {}): OnItsWay => ({
  ...{ state: 'paid', paidAt: monday, onTheWay: { unsigned: 0, arrivesOn: null } },
  journey: {
    lines: [{ parcel: true, freightTemplateId: null }],
    regionCode: '310115',
    freight: {
      templates: [flatTemplate(fen(800))],
      shipping: { withinMs: 24 * hourMs, cutOff: null, restWeekdays: [], holidays: [], days: 2 },
    },
  },
  ...more,
})

describe('the day an order is told to arrive', () => {
  it('follows from what it was ordered with, by when it was paid', () => {
    expect(arrivesOn(order(), monday)).toBe('2026-12-03')
    expect(arrivesOn(order(), at('2026-12-02'))).toBe('2026-12-03')
  })

  it('moves with the payment while there is none', () => {
    const unpaid = order({ state: 'pending_payment', paidAt: null })
    expect(arrivesOn(unpaid, monday)).toBe('2026-12-03')
    expect(arrivesOn(unpaid, at('2026-12-01'))).toBe('2026-12-04')
  })

  it('is the carrier’s once everything has left, and the shop’s where no carrier says anything', () => {
    const left = (day: string | null) => order({ state: 'shipped', onTheWay: { unsigned: 1, arrivesOn: day } })
    expect(arrivesOn(left('2026-12-02'), at('2026-12-01'))).toBe('2026-12-02')
    expect(arrivesOn(left(null), at('2026-12-01'))).toBe('2026-12-03')
    // Half of it is still in the shop: one parcel's day is not the order's.
    expect(arrivesOn(order({ onTheWay: { unsigned: 1, arrivesOn: '2026-12-01' } }), monday)).toBe('2026-12-03')
  })

  it('is told no more when it has passed, nor when everything was signed for', () => {
    expect(arrivesOn(order(), at('2026-12-04'))).toBeNull()
    expect(arrivesOn(order({ state: 'shipped' }), monday)).toBeNull()
  })

  it('is not made up', () => {
    expect(arrivesOn(order({ journey: null }), monday)).toBeNull()
  })
})
