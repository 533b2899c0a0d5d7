import { fen } from '@jishi/kernel/money'
import { describe, expect, it } from 'vitest'
import { line, order, rate, template, told } from '../../../../test/facts/pricing-facts.js'
import type { LineFacts, PricingFacts } from './facts.js'
import type { FreightTemplate } from './freight-facts.js'
import { flatTemplate } from './plain-facts.js'
import { priceOrder } from './price-order.js'
import type { Receipt } from './receipt.js'

const sent = (
  templates: readonly FreightTemplate[],
  lines: readonly LineFacts[],
  change: Partial<PricingFacts> = {},
  freeOverFen: number | null = null,
): Receipt => {
  const free = freeOverFen === null ? null : fen(freeOverFen)
  return priceOrder(
    order(lines, {
      freight: { templates: [flatTemplate(fen(800)), ...templates], freeOverFen: free, noDeliveryPrefixes: ['81'] },
      ...change,
    }),
  )
}
const by = (freightTemplateId: string | null, change: Partial<LineFacts> = {}): Partial<LineFacts> => ({
  freightTemplateId,
  ...change,
})
const freightFen = (receipt: Receipt): number => receipt.totals.freightFen

describe('a freight template', () => {
  it('asks for the first and for each further lot begun, of pieces, grams or volume, over all its lines', () => {
    const rates = [rate(1_000, 600, { next: 500, nextFen: fen(150) })]
    const weights: [number, number][] = [
      [0, 600],
      [500, 600],
      [501, 750],
      [750, 750],
      [751, 900],
    ]
    for (const [weightG, expected] of weights) {
      const lines = [line('a', 1, 100, by('t', { weightG })), line('b', 1, 100, by('t', { weightG }))]
      expect(freightFen(sent([template('t', { unit: 'weight', rates })], lines))).toBe(expected)
    }
    const bulky = [line('a', 3, 100, by('t', { volumeCm3: 500, weightG: 9_999 }))]
    expect(freightFen(sent([template('t', { unit: 'volume', rates })], bulky))).toBe(750)
    const pieces = [rate(2, 600, { next: 2, nextFen: fen(100) })]
    const qtys = [1, 2, 3, 4, 5].map((qty) =>
      freightFen(sent([template('t', { rates: pieces })], [line('a', qty, 100, by('t'))])),
    )
    expect(qtys).toEqual([600, 600, 700, 700, 800])
  })

  it('counts an order once where its unit is the order', () => {
    const whole = template('t', { unit: 'order', rates: [rate(1, 700, { nextFen: fen(700) })] })
    expect(freightFen(sent([whole], [line('a', 9, 100, by('t')), line('b', 9, 100, by('t'))]))).toBe(700)
  })

  it('takes the rate of the longest prefix that fits, else the one for everywhere', () => {
    const rates = [
      rate(1, 300, { regionPrefixes: ['33'] }),
      rate(1, 500),
      rate(1, 400, { regionPrefixes: ['44', '3301'] }),
    ]
    const to = (regionCode: string | null): number =>
      freightFen(sent([template('t', { rates })], [line('a', 1, 100, by('t'))], { regionCode }))
    expect([to('330106'), to('330206'), to('440106'), to('110101'), to(null)]).toEqual([400, 300, 400, 500, 500])
    const everywhere = rates.filter(({ regionPrefixes }) => regionPrefixes.length > 0)
    const first = sent([template('t', { rates: everywhere })], [line('a', 1, 100, by('t'))], { regionCode: null })
    expect([freightFen(first), first.deliverable]).toEqual([300, true])
  })

  it('is free from its own amount or pieces on, and says what is missing for the first of them', () => {
    const from = (free: object) => template('t', { rates: [rate(1, 600, free)] })
    const lines = [line('a', 2, 500, by('t')), line('b', 1, 9_000)]
    const amount = sent([from({ freeOverFen: fen(1_000) })], lines)
    expect(told(amount)).toEqual([['freight.t', 'already_free']])
    expect(freightFen(amount)).toBe(800)
    const short = sent([from({ freeOverFen: fen(1_001), freeOverQty: 4 })], lines)
    expect(short.rules.find(({ code }) => code === 'freight.t')).toMatchObject({
      ...{ label: '运费 · 模板 t', applied: true, reason: null, amountFen: 600 },
      refusal: { code: 'short_amount', fen: 1, qty: null, gainFen: 600 },
    })
    expect(told(sent([from({ freeOverQty: 2 })], lines))).toEqual([['freight.t', 'already_free']])
    expect(sent([from({ freeOverQty: 3 })], lines).rules[1]?.refusal).toMatchObject({ code: 'short_pieces', qty: 1 })
    const nothing = template('t', { rates: [rate(1, 0, { freeOverQty: 3 })] })
    expect(sent([nothing], lines).rules[1]).toMatchObject({ applied: true, amountFen: 0, refusal: null })
  })

  it('adds up with others and the shop’s own; what each line bears is of the sum, and the rules give exactly that', () => {
    const receipt = sent(
      [template('u', { rates: [rate(1, 101)] }), template('t', { rates: [rate(1, 100)] })],
      [line('a', 1, 100, by('u')), line('b', 1, 100, by('t')), line('c', 1, 100)],
    )
    expect(receipt.rules.map(({ code, amountFen }) => [code, amountFen])).toEqual([
      ['freight.flat', 800],
      ['freight.t', 100],
      ['freight.u', 101],
    ])
    expect(receipt.lines.map((one) => one.freightFen)).toEqual([334, 334, 333])
    for (const { skuId, freightFen: borne } of receipt.lines) {
      const shares = receipt.rules.flatMap((rule) => rule.shares).filter((share) => share.skuId === skuId)
      expect(shares.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(borne)
    }
  })

  it('is borne by what costs something, where anything does', () => {
    const receipt = sent([], [line('a', 5, 0), line('b', 1, 500)])
    expect(receipt.lines.map((one) => one.freightFen)).toEqual([0, 800])
  })

  it('is free altogether from the shop’s threshold on', () => {
    const lines = [line('a', 1, 500, by('t')), line('b', 1, 500)]
    const free = sent([template('t')], lines, {}, 1_000)
    expect(told(free)).toEqual([
      ['freight.t', 'already_free'],
      ['freight.free_over', 0],
    ])
    const short = sent([template('t')], lines, {}, 1_001)
    expect(short.rules.at(-1)).toMatchObject({ label: '满 10.01 元包邮', reason: '还差 0.01 元' })
    expect(short.rules.at(-1)?.refusal).toMatchObject({ code: 'short_amount', fen: 1, gainFen: 1_400 })
  })

  it('does not deliver where the shop or a template says so, or where no rate fits', () => {
    const lines = [line('a', 1, 500, by('t'))]
    const to = (regionCode: string, change: Partial<FreightTemplate> = {}): Receipt =>
      sent([template('t', change)], lines, { regionCode })
    expect(to('330106').deliverable).toBe(true)
    expect(to('810001')).toMatchObject({ deliverable: false })
    expect(to('330106', { noDeliveryPrefixes: ['3301'] }).deliverable).toBe(false)
    const elsewhere = to('330106', { rates: [rate(1, 600, { regionPrefixes: ['44'] })] })
    expect(elsewhere).toMatchObject({ deliverable: false, totals: { freightFen: 0 } })
    expect(told(elsewhere)).toEqual([
      ['freight.t', 0],
      ['freight.no_delivery', 'no_delivery'],
    ])
    const barred = template('u', { noDeliveryPrefixes: ['33'] })
    expect(sent([template('t'), barred], [...lines, line('b', 1, 500, by('u'))]).deliverable).toBe(false)
    const lone = sent([template('t', { noDeliveryPrefixes: ['3301'] })], [line('b', 1, 500)])
    expect(lone.deliverable).toBe(true)
  })

  it('must be among the facts', () => {
    expect(() => sent([], [line('a', 1, 500, by('t'))])).toThrow('template')
  })
})
