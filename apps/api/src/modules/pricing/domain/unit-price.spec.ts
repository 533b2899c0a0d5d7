import { fen } from '@jishi/kernel/money'
import { addMs, instantOf } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListPrice, PriceContext } from './facts.js'
import { cheaperTier, tiersOf, unitPriceOf, withoutAlone } from './unit-price.js'
import { unitRuleLabel } from './unit-words.js'

const now = instantOf('2026-11-11T00:00:00Z')
const STORE = '00000000-0000-4000-8000-00000000000a'
const LISTS = ['base', `store:${STORE}`, 'channel:h5', 'level:2', 'market'] as const

const row = (list: string, priceFen: number, change: Partial<ListPrice> = {}): ListPrice => ({
  list,
  minQty: 1,
  priceFen: fen(priceFen),
  fromAt: null,
  untilAt: null,
  limited: false,
  alone: false,
  ...change,
})
const nobody: PriceContext = { channel: null, storeId: null, level: null, card: false, newMember: false, at: now }
const member: PriceContext = { channel: 'h5', storeId: STORE, level: 2, card: false, newMember: false, at: now }

describe('stage 1', () => {
  it('takes the list price from the most specific of store, channel and base', () => {
    const prices = [row('base', 1_000), row('channel:h5', 1_200), row(`store:${STORE}`, 1_400)]
    expect(unitPriceOf(prices, 1, nobody)).toMatchObject({ listFen: 1_000, unitFen: 1_000, rule: { list: 'base' } })
    expect(unitPriceOf(prices, 1, { ...nobody, channel: 'h5' })).toMatchObject({ listFen: 1_200, discountFen: 0 })
    expect(unitPriceOf(prices, 1, { ...nobody, channel: 'mp-weixin' }).listFen).toBe(1_000)
    expect(unitPriceOf(prices, 1, member)).toMatchObject({ listFen: 1_400, rule: { list: `store:${STORE}` } })
  })

  it('lets a member level under the list price, as a discount from it', () => {
    const prices = [row('base', 1_000), row('level:2', 900)]
    expect(unitPriceOf(prices, 1, member)).toEqual({
      listFen: 1_000,
      unitFen: 900,
      discountFen: 100,
      rule: { list: 'level:2', minQty: 1, limited: false },
      alone: false,
      refused: [],
    })
    expect(unitPriceOf(prices, 1, { ...member, level: 3 }).unitFen).toBe(1_000)
  })

  it('takes the lowest of level, paid card and first order, and says which it looked at and did not take', () => {
    const prices = [row('base', 1_000), row('level:2', 900), row('card', 800), row('new_member', 850)]
    const everything = { ...member, card: true, newMember: true }
    expect(unitPriceOf(prices, 1, everything)).toMatchObject({
      discountFen: 200,
      rule: { list: 'card' },
      refused: [{ list: 'level:2' }, { list: 'new_member' }],
    })
    expect(unitPriceOf(prices, 1, { ...member, newMember: true }).rule.list).toBe('new_member')
    expect(unitPriceOf(prices, 1, member)).toMatchObject({ rule: { list: 'level:2' }, refused: [] })
    expect(unitPriceOf(prices, 1, nobody)).toMatchObject({ rule: { list: 'base' }, refused: [] })
  })

  it('settles ties by list price, level, card, first order', () => {
    const everything = { ...member, card: true, newMember: true }
    const own = [row('new_member', 900), row('card', 900), row('level:2', 900)]
    expect(unitPriceOf([...own, row('base', 900)], 1, everything).rule.list).toBe('base')
    expect(unitPriceOf([...own, row('base', 901)], 1, everything).rule.list).toBe('level:2')
    expect(unitPriceOf([...own.slice(0, 2), row('base', 901)], 1, everything).rule.list).toBe('card')
  })

  it('tells of a price alone, and answers the best without any', () => {
    const prices = [row('base', 1_000), row('base', 700, { limited: true, alone: true }), row('card', 950)]
    expect(unitPriceOf(prices, 1, member)).toMatchObject({ unitFen: 700, alone: true })
    const others = withoutAlone(prices, 1, { ...member, card: true })
    expect(unitPriceOf(others ?? [], 1, { ...member, card: true })).toMatchObject({ unitFen: 950, alone: false })
    expect(withoutAlone([row('base', 1_000, { alone: true }), row('card', 950)], 1, member)).toBeNull()
  })

  it('keeps the list price on a tie and says which price it did not take', () => {
    for (const level of [1_000, 1_001]) {
      expect(unitPriceOf([row('base', 1_000), row('level:2', level)], 1, member)).toMatchObject({
        discountFen: 0,
        rule: { list: 'base' },
        refused: [{ list: 'level:2' }],
      })
    }
  })

  it('takes the tier for the most pieces reached, dearer or not', () => {
    const prices = [row('base', 1_000), row('base', 900, { minQty: 3 }), row('base', 950, { minQty: 10 })]
    const at = [1, 2, 3, 9, 10, 99].map((qty) => unitPriceOf(prices, qty, nobody).unitFen)
    expect(at).toEqual([1_000, 1_000, 900, 900, 950, 950])
  })

  it('falls back to the next list where a list does not reach down to the quantity', () => {
    const prices = [row('base', 1_000), row('channel:h5', 800, { minQty: 3 })]
    expect(unitPriceOf(prices, 2, member).rule.list).toBe('base')
    expect(unitPriceOf(prices, 3, member)).toMatchObject({ listFen: 800, discountFen: 0 })
  })

  it('follows the clock: a price begins with its first moment and is over with its last', () => {
    const days = { fromAt: now, untilAt: addMs(now, 1_000), limited: true }
    const prices = [
      row('base', 1_000, { untilAt: now }),
      row('base', 700, days),
      row('base', 1_000, { fromAt: days.untilAt }),
    ]
    const at = [-1, 0, 999, 1_000].map((ms) => unitPriceOf(prices, 1, { ...nobody, at: addMs(now, ms) }).unitFen)
    expect(at).toEqual([1_000, 700, 700, 1_000])
  })

  it('refuses to price without a base price and for no pieces', () => {
    expect(() => unitPriceOf([row('market', 1)], 1, nobody)).toThrow('base price')
    for (const qty of [0, -1, 1.5]) expect(() => unitPriceOf([row('base', 1)], qty, nobody)).toThrow('quantity')
  })

  it('shows the steps by quantity and the next cheaper one', () => {
    const prices = [
      row('base', 1_000),
      row('base', 900, { minQty: 3 }),
      row('base', 900, { minQty: 5 }),
      row('base', 950, { minQty: 6 }),
      row('channel:h5', 100, { minQty: 2 }),
    ]
    expect(tiersOf(prices, nobody)).toEqual([
      { minQty: 1, unitFen: 1_000, rule: null },
      { minQty: 3, unitFen: 900, rule: 'unit.base.3' },
      { minQty: 6, unitFen: 950, rule: 'unit.base.6' },
    ])
    expect(cheaperTier(prices, 1, nobody)).toMatchObject({ minQty: 3, rule: { list: 'base', minQty: 3 } })
    expect(cheaperTier(prices, 3, nobody)).toBeUndefined()
  })

  it('has words for every rule', () => {
    const words = (list: string, minQty: number, limited: boolean) => unitRuleLabel({ list, minQty, limited })
    expect(words('base', 3, false)).toBe('满 3 件价')
    expect(words('base', 1, true)).toBe('限时价')
    expect(words('channel:mp-weixin', 2, true)).toBe('限时 · 微信小程序专享价 · 满 2 件价')
    expect(words('level:4', 1, false)).toBe('4 级会员价')
    expect(words(`store:${STORE}`, 1, false)).toBe('门店价')
  })
})

const moment = fc.integer({ min: -3, max: 3 }).map((step) => addMs(now, step))
const anyRow: fc.Arbitrary<ListPrice> = fc.record({
  list: fc.constantFrom(...LISTS),
  minQty: fc.integer({ min: 1, max: 5 }),
  priceFen: fc.integer({ min: 1, max: 6 }).map(fen),
  fromAt: fc.option(moment, { nil: null }),
  untilAt: fc.option(moment, { nil: null }),
  limited: fc.boolean(),
  alone: fc.constant(false),
})
/** With a base price for all times, as every SKU has one. */
const facts = fc.array(anyRow, { maxLength: 8 }).map((rows) => [row('base', 4), ...rows])
const anyContext: fc.Arbitrary<PriceContext> = fc.record({
  channel: fc.constantFrom(null, 'h5' as const, 'mp-weixin' as const),
  storeId: fc.constantFrom(null, STORE),
  level: fc.constantFrom(null, 1, 2),
  card: fc.constant(false),
  newMember: fc.constant(false),
  at: moment,
})
const qty = fc.integer({ min: 1, max: 7 })

describe('properties of stage 1', () => {
  it('never asks more than the list price, and the parts add up', () => {
    fc.assert(
      fc.property(facts, qty, anyContext, (prices, pieces, context) => {
        const { listFen, unitFen, discountFen } = unitPriceOf(prices, pieces, context)
        expect(unitFen).toBeLessThanOrEqual(listFen)
        expect(listFen - discountFen).toBe(unitFen)
      }),
    )
  })

  it('does not depend on the order of the rows', () => {
    const shuffled = facts.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })),
    )
    fc.assert(
      fc.property(shuffled, qty, anyContext, ([rows, mixed], pieces, context) => {
        expect(unitPriceOf(mixed, pieces, context)).toEqual(unitPriceOf(rows, pieces, context))
      }),
    )
  })

  it('is not moved by rows of other lists, other days, or more pieces than are bought', () => {
    fc.assert(
      fc.property(facts, qty, anyContext, (rows, pieces, context) => {
        const lists = ['base', `channel:${context.channel}`, `store:${context.storeId}`, `level:${context.level}`]
        const told = rows.filter(
          ({ list, minQty, fromAt, untilAt }) =>
            lists.includes(list) &&
            minQty <= pieces &&
            (fromAt === null || fromAt <= context.at) &&
            (untilAt === null || context.at < untilAt),
        )
        expect(unitPriceOf(told, pieces, context)).toEqual(unitPriceOf(rows, pieces, context))
      }),
    )
  })

  it('gives every quantity the price of the last step it reaches', () => {
    fc.assert(
      fc.property(facts, qty, anyContext, (prices, pieces, context) => {
        const step = tiersOf(prices, context).findLast(({ minQty }) => minQty <= pieces)
        expect(step?.unitFen).toBe(unitPriceOf(prices, pieces, context).unitFen)
      }),
    )
  })
})

/** Every SKU with up to one row a list at two quantities and two prices, against the rule as one reads it. */
it('answers as the rule reads, for every small case', () => {
  const choices = [undefined, ...[1, 2].flatMap((minQty) => [2, 3].map((price) => ({ minQty, price })))]
  let cases = 0
  for (const store of choices)
    for (const channel of choices)
      for (const level of choices)
        for (const pieces of [1, 2]) {
          const given = { [`store:${STORE}`]: store, 'channel:h5': channel, 'level:2': level }
          const prices = Object.entries(given).flatMap(([list, tier]) =>
            tier === undefined ? [] : [row(list, tier.price, { minQty: tier.minQty })],
          )
          const reached = (tier: (typeof choices)[number]) => (tier && tier.minQty <= pieces ? tier.price : undefined)
          const listFen = reached(store) ?? reached(channel) ?? 3
          const unitFen = Math.min(listFen, reached(level) ?? listFen)
          expect(unitPriceOf([...prices, row('base', 3)], pieces, member)).toMatchObject({ listFen, unitFen })
          cases += 1
        }
  expect(cases).toBe(250)
})
