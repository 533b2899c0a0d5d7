import { describe, expect, it } from 'vitest'
import { TRACKING_NO_PATTERN } from '@jishi/contracts/order/order.terms'
import { cleanNumber, guessCarrier } from './carrier-guess'

describe('the carrier of a number', () => {
  it.each([
    ['SF1234567890123', 'SF'],
    ['sf 1234 5678 90123', 'SF'],
    ['YT1234567890123', 'YTO'],
    ['JT1234567890123', 'JTSD'],
    ['JDVA01234567890', 'JD'],
    ['JD0123456789012-1-1-', 'JD'],
    ['DPK202611220001', 'DBL'],
    ['EB123456789CN', 'EMS'],
    ['1012345678901', 'EMS'],
    ['773012345678901', 'STO'],
    ['78123456789012', 'ZTO'],
    ['75312345678901', 'ZTO'],
    ['432012345678901', 'YD'],
  ])('%s is %s', (number, carrier) => {
    expect(guessCarrier(number)).toBe(carrier)
    expect(cleanNumber(number)).toMatch(TRACKING_NO_PATTERN)
  })
  it.each(['', 'SF', '123456', 'not a number', '000000000000000'])('%s could be anybody’s', (number) => {
    expect(guessCarrier(number)).toBeUndefined()
  })
})
