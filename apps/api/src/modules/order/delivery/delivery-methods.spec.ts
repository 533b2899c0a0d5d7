import { SPU_KINDS } from '@jishi/contracts/catalog/catalog.terms'
import { DELIVERY_CODES } from '@jishi/contracts/order/order.terms'
import { dayMs } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { autoConfirmAfterMs, deliveryOfKind, methodOf, methodsOf, needsAddress } from './delivery-methods.js'

describe('delivery methods', () => {
  it('are one for each kind of goods', () => {
    expect([...SPU_KINDS].map(deliveryOfKind).sort()).toEqual([...DELIVERY_CODES].sort())
  })

  it('ask for an address exactly where a parcel goes', () => {
    for (const code of DELIVERY_CODES) {
      const { fulfil, needsAddress: asks } = methodOf(code)
      expect([code, asks]).toEqual([code, fulfil === 'parcel'])
    }
    expect(needsAddress(['card_secret', 'virtual', 'service'])).toBe(false)
    expect(needsAddress(['express', 'virtual'])).toBe(true)
  })

  it('let the parcel rule a mixed order, whatever the order of its lines', () => {
    expect(methodsOf(['virtual', 'physical', 'card_secret', 'virtual'])).toEqual(['express', 'card_secret', 'virtual'])
    expect(methodsOf(['virtual', 'service'])).toEqual(['service', 'virtual'])
  })

  it('make an order wait for the slowest of its goods', () => {
    expect(autoConfirmAfterMs(['card_secret', 'virtual'], 10 * dayMs)).toBe(dayMs)
    expect(autoConfirmAfterMs(['express', 'card_secret'], 10 * dayMs)).toBe(10 * dayMs)
    expect(autoConfirmAfterMs(['express', 'service'], 10 * dayMs)).toBe(30 * dayMs)
  })
})
