import { describe, expect, it } from 'vitest'
import { freightBodyOf, freightDraftOf, freshFreight, freshRate, rateText, unitsOf } from './freight-form'

const rate = {
  ...{ regionPrefixes: ['65', '54'], first: 1_500, firstFen: 1_250, next: 500, nextFen: 300 },
  ...{ freeOverFen: 9_900, freeOverQty: null },
}
const template = {
  ...{ id: 'f', version: 3, name: '冷链', unit: 'weight' as const, rates: [rate], noDeliveryPrefixes: ['81'] },
  ...{ productCount: 2, updatedAt: '2026-11-01T00:00:00.000Z' },
}

describe('the form of a freight template', () => {
  it('sends what it was opened with, kilograms as grams and yuan as fen', () => {
    const { body, flaws } = freightBodyOf(freightDraftOf(template))
    expect(flaws.size).toBe(0)
    expect(body).toEqual({ name: '冷链', unit: 'weight', rates: [rate], noDeliveryPrefixes: ['81'] })
  })

  it('keeps how long a parcel travels, and says nothing where nothing is typed', () => {
    const told = freightBodyOf(freightDraftOf({ ...template, rates: [{ ...rate, days: 3 }] }))
    expect(told.body.rates[0]?.days).toBe(3)
    expect(freightBodyOf(freightDraftOf({ ...template, rates: [{ ...rate, days: null }] })).body.rates[0]).toEqual(rate)
    for (const days of ['0', '61', '1.5', '三'])
      expect([
        ...freightBodyOf({
          ...freightDraftOf(template),
          rates: [{ ...freshRate(), firstYuan: '8', nextYuan: '0', days }],
        }).flaws.keys(),
      ]).toEqual(['rates.0.days'])
  })

  it('counts pieces as they are typed, and asks nothing but an amount of a flat one', () => {
    const pieces = {
      ...freshFreight(),
      name: '按件',
      rates: [{ ...freshRate(), first: '2', firstYuan: '8', nextYuan: '0' }],
    }
    expect(freightBodyOf(pieces).body.rates[0]).toMatchObject({ first: 2, firstFen: 800, next: 1, nextFen: 0 })
    const flat = {
      ...freshFreight(),
      name: '一口价',
      unit: 'order' as const,
      rates: [{ ...freshRate(), firstYuan: '6' }],
    }
    const { body, flaws } = freightBodyOf(flat)
    expect([body.rates[0]?.firstFen, flaws.size]).toEqual([600, 0])
  })

  it('names every field that is no number by the path of the server', () => {
    const { flaws } = freightBodyOf({ ...freshFreight(), rates: [{ ...freshRate(), first: '半', freeOverYuan: '0' }] })
    expect([...flaws.keys()]).toEqual([
      'rates.0.first',
      'rates.0.firstFen',
      'rates.0.nextFen',
      'rates.0.freeOverFen',
      'name',
    ])
  })

  it.each([
    ['1.5', 'weight', 1_500],
    ['0.001', 'weight', 1],
    ['1.5', 'piece', undefined],
    ['0', 'piece', undefined],
    ['1.2345', 'weight', undefined],
    ['-1', 'piece', undefined],
  ] as const)('reads %s of %s as %s', (text, unit, units) => {
    expect(unitsOf(text, unit)).toBe(units)
  })

  it('tells a rate in one line', () => {
    expect(rateText(rate, 'weight')).toBe('首 1.5 千克 ¥12.50，续 0.5 千克 ¥3')
  })
})
