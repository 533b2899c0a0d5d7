import { describe, expect, it } from 'vitest'
import { chooseLocale } from '@/copy'
import { bigNumber, endsSoon, validText } from './coupon-words'

const at = (text: string): number => Date.parse(text)

describe('words of a coupon', () => {
  it('shows one number a person can compare', async () => {
    expect(bigNumber({ kind: 'amount', amountFen: 1000, offBp: null })).toEqual({ sign: '¥', number: '10', unit: '' })
    expect(bigNumber({ kind: 'percent', amountFen: null, offBp: 1500 })).toEqual({
      sign: '',
      number: '8.5',
      unit: '折',
    })
    expect(bigNumber({ kind: 'percent', amountFen: null, offBp: 10_000 }).number).toBe('免单')
    expect(bigNumber({ kind: 'shipping', amountFen: null, offBp: null }).number).toBe('免邮')
    await chooseLocale('en')
    expect(bigNumber({ kind: 'percent', amountFen: null, offBp: 1500 })).toEqual({
      sign: '',
      number: '15',
      unit: '% off',
    })
    await chooseLocale('zh')
  })

  it('counts down on the last day only', () => {
    const until = '2026-11-30T12:00:00.000Z'
    expect(endsSoon(until, at('2026-11-29T12:00:00.000Z'))).toBe(true)
    expect(endsSoon(until, at('2026-11-29T11:59:59.000Z'))).toBe(false)
    expect(endsSoon(until, at(until))).toBe(false)
  })

  it('says from when only while it cannot be used yet', () => {
    const days = { fromAt: '2026-11-20T00:00:00.000Z', untilAt: '2026-11-30T12:00:00.000Z' }
    expect(validText(days, at('2026-11-21T00:00:00.000Z'))).toBe('2026-11-30 前可用')
    expect(validText(days, at('2026-11-19T00:00:00.000Z'))).toBe('2026-11-20 至 2026-11-30 可用')
  })
})
