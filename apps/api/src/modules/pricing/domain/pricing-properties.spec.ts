import { allocate } from '@jishi/kernel/allocate'
import { sumFen } from '@jishi/kernel/money'
import { sumPoints } from '@jishi/kernel/points'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyFacts, heldCoupons } from '../../../../test/facts/pricing-arbitraries.js'
import { bestCoupons } from './best-coupons.js'
import { canonical } from './canonical.js'
import type { CouponFacts } from './coupon-facts.js'
import type { PricingFacts } from './facts.js'
import type { OfferFacts } from './offer-facts.js'
import { priceOrder } from './price-order.js'
import type { LineAmounts, PricedLine, Receipt } from './receipt.js'

const RUNS = { numRuns: 400 }
const bought = ({ lines }: Receipt): readonly PricedLine[] => lines.filter(({ role }) => role === 'main')

const COLUMNS = {
  unit: 'unitDiscountFen',
  promotion: 'promotionFen',
  coupon: 'couponFen',
  points: 'pointsFen',
  freight: 'freightFen',
} as const
const PARTS = [...Object.values(COLUMNS), 'listFen', 'goodsPaidFen', 'payableFen'] as const

const holdsIdentity = (of: LineAmounts): boolean =>
  of.listFen - of.unitDiscountFen - of.promotionFen - of.couponFen - of.pointsFen + of.adjustFen === of.goodsPaidFen &&
  of.goodsPaidFen + of.freightFen === of.payableFen

describe('every receipt', () => {
  it('keeps the identity on each line and in total, with no part below zero and nothing to pay for a gift', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { lines, totals } = priceOrder(facts)
        for (const part of [...lines, totals]) {
          expect(holdsIdentity(part)).toBe(true)
          expect(Math.min(part.pointsFen, ...PARTS.map((column) => part[column]))).toBeGreaterThanOrEqual(0)
        }
        for (const part of lines) {
          expect(part.unitFen * part.qty).toBe(part.listFen - part.unitDiscountFen)
          expect(part.pointsUsed).toBeGreaterThanOrEqual(0)
          if (part.role === 'gift') expect([part.listFen, part.payableFen, part.pointsUsed]).toEqual([0, 0, 0])
        }
        expect(totals.payableFen).toBeGreaterThanOrEqual(facts.minimumFen)
      }),
      RUNS,
    )
  })

  it('adds up: lines to totals, shares to their rule, and the shares of a stage to its column on each line', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const receipt = priceOrder(facts)
        const { lines, rules, totals } = receipt
        for (const column of [...PARTS, 'adjustFen'] as const) {
          expect(sumFen(lines.map((part) => part[column]))).toBe(totals[column])
        }
        expect(sumPoints(lines.map(({ pointsUsed }) => pointsUsed))).toBe(totals.pointsUsed)
        for (const { shares, amountFen } of rules) expect(sumFen(shares.map((one) => one.amountFen))).toBe(amountFen)
        const sharesOf = (skuId: string, stages: readonly string[]): number =>
          sumFen(
            rules
              .filter(({ stage }) => stages.includes(stage))
              .flatMap(({ shares }) => shares.filter((one) => one.skuId === skuId).map((one) => one.amountFen)),
          )
        for (const part of bought(receipt)) {
          for (const [stage, column] of Object.entries(COLUMNS))
            expect(sharesOf(part.skuId, [stage])).toBe(part[column])
          expect(sharesOf(part.skuId, ['adjustment', 'minimum'])).toBe(part.adjustFen)
        }
      }),
      RUNS,
    )
  })

  it('names each rule once, and says why each that did not apply took nothing', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { rules } = priceOrder(facts)
        expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length)
        for (const rule of rules) {
          expect(rule.reason === null).toBe(rule.applied)
          if (!rule.applied) expect([rule.refusal === null, rule.amountFen]).toEqual([false, 0])
          for (const { fen, qty, gainFen } of rule.refusal === null ? [] : [rule.refusal]) {
            expect(Math.min(fen ?? 1, qty ?? 1)).toBeGreaterThan(0)
            expect(gainFen).toBeGreaterThanOrEqual(rule.applied ? 1 : 0)
          }
        }
        const wanted = facts.offers.map(({ id }) => `offer.${id}`).sort()
        expect(
          rules
            .filter(({ stage }) => stage === 'promotion')
            .map(({ code }) => code)
            .sort(),
        ).toEqual(wanted)
      }),
      RUNS,
    )
  })

  it('is the same for the same facts, in whatever order they come', () => {
    const mixed = <T>(all: readonly T[]): fc.Arbitrary<T[]> =>
      fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length })
    const pairs = anyFacts.chain((facts) =>
      fc
        .record({ lines: mixed(facts.lines), offers: mixed(facts.offers), adjustments: mixed(facts.adjustments) })
        .chain((change) =>
          mixed(facts.freight.templates).map((templates) => ({ ...change, freight: { ...facts.freight, templates } })),
        )
        .map((change): [PricingFacts, PricingFacts] => [facts, structuredClone({ ...facts, ...change })]),
    )
    fc.assert(
      fc.property(pairs, ([facts, again]) => {
        expect(canonical(priceOrder(again))).toBe(canonical(priceOrder(facts)))
      }),
      RUNS,
    )
  })

  it('splits each part over the pieces of its line without losing a fen', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const part of priceOrder(facts).lines) {
          for (const column of [...PARTS, 'adjustFen'] as const) {
            const pieces = allocate(
              part[column],
              Array.from({ length: part.qty }, () => 1),
            )
            expect(sumFen(pieces)).toBe(part[column])
            expect(Math.max(...pieces) - Math.min(...pieces)).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })
})

/** How often a promotion counts on a receipt: tiers reached, times, n-th pieces or sets; 0 where it was refused. */
const timesOf = ({ rule, id }: OfferFacts, receipt: Receipt): number => {
  const stands = receipt.rules.find(({ code }) => code === `offer.${id}`)
  if (stands?.applied !== true) return 0
  const lines = bought(receipt).filter(({ skuId }) => stands.shares.some((share) => share.skuId === skuId))
  const pieces = lines.reduce((sum, { qty }) => sum + qty, 0)
  const goods = sumFen(
    lines.map(({ listFen, unitDiscountFen }) => listFen - unitDiscountFen).map((value) => value as never),
  )
  if (rule.kind === 'gift') return 1
  if (rule.kind === 'nth_piece') return Math.floor(pieces / rule.nth)
  if (rule.kind === 'bundle') {
    const sets = rule.items.map(({ skuId, qty }) => (lines.find((one) => one.skuId === skuId)?.qty ?? 0) / qty)
    return Math.floor(Math.min(...sets))
  }
  const measured = rule.measure === 'amount' ? goods : pieces
  const [first] = rule.tiers
  if (rule.repeat && first !== undefined) return Math.min(Math.floor(measured / first.from), rule.maxTimes ?? 1_000_000)
  return rule.tiers.filter(({ from }) => from <= measured).length
}

/** What an order has reached, each with how far: price lists, tiers, sets, coupons, steps of points, free freight. */
const reachedBy = (facts: PricingFacts): ReadonlyMap<string, number> => {
  const receipt = priceOrder(facts)
  const applied = receipt.rules.filter((rule) => rule.applied && /^(?:coupon\.|freight\.free_over)/.test(rule.code))
  const freed = receipt.rules.filter(({ refusal }) => refusal?.code === 'already_free')
  return new Map([
    // At what price as well: an order that reaches free freight anew need no longer give up a price alone for it.
    ...bought(receipt).map(({ skuId, unitRule, listFen, qty }) => {
      const row = `${skuId} ${unitRule.list} ${unitRule.minQty} ${unitRule.limited} at ${listFen / qty}`
      return [row, 1] as const
    }),
    ...facts.offers.map((offer) => [`offer ${offer.id}`, timesOf(offer, receipt)] as const),
    ...applied.map(({ code }) => [code, 1] as const),
    ...freed.map(({ code }) => [code, 1] as const),
    ['points', receipt.totals.pointsFen],
  ])
}

describe('adding a piece', () => {
  const withMore = anyFacts.chain((facts) =>
    fc.nat({ max: facts.lines.length - 1 }).map((at): [PricingFacts, PricingFacts] => {
      const lines = facts.lines.map((line, position) => (position === at ? { ...line, qty: line.qty + 1 } : line))
      return [facts, { ...facts, lines }]
    }),
  )

  it('never lowers what is paid, unless it newly reaches something', () => {
    fc.assert(
      fc.property(withMore, ([facts, more]) => {
        const [before, after] = [priceOrder(facts), priceOrder(more)].map(({ totals }) => totals.payableFen)
        if (before === undefined || after === undefined || after >= before) return
        const [had, has] = [reachedBy(facts), reachedBy(more)]
        expect([...has].filter(([what, far]) => far > (had.get(what) ?? 0))).not.toEqual([])
      }),
      { numRuns: 800 },
    )
  })

  it('does lower it where something is reached, so that the rule above is not idle', () => {
    const lowered = fc.sample(withMore, { numRuns: 400, seed: 7 }).filter(([facts, more]) => {
      return priceOrder(more).totals.payableFen < priceOrder(facts).totals.payableFen
    })
    expect(lowered.length).toBeGreaterThan(10)
  })
})

describe('the best coupons', () => {
  const couples = (held: readonly CouponFacts[]): PricingFacts['coupons'][] => {
    const goods = [null, ...held.filter(({ kind }) => kind !== 'shipping')]
    const shipping = [null, ...held.filter(({ kind }) => kind === 'shipping')]
    return goods.flatMap((one) => shipping.map((other) => ({ goods: one, shipping: other })))
  }

  it('are the lowest payable of every pair that applies, and what is told of each alone is true', () => {
    fc.assert(
      fc.property(anyFacts, heldCoupons, (facts, held) => {
        const { receipt, chosen, outcomes } = bestCoupons(facts, held)
        const priced = (coupons: PricingFacts['coupons']): Receipt => priceOrder({ ...facts, coupons })
        const used = (of: Receipt): number =>
          of.rules.filter(({ code, applied }) => applied && code.startsWith('coupon.')).length
        const sound = couples(held)
          .map((coupons) => ({ coupons, of: priced(coupons) }))
          .filter(({ coupons, of }) => used(of) === Object.values(coupons).filter((one) => one !== null).length)
        const lowest = Math.min(...sound.map(({ of }) => of.totals.payableFen))
        const fewest = Math.min(...sound.filter(({ of }) => of.totals.payableFen === lowest).map(({ of }) => used(of)))
        expect([receipt.totals.payableFen, used(receipt)]).toEqual([lowest, fewest])
        expect(canonical(receipt)).toBe(canonical(priced(chosen)))
        const bare = priced({ goods: null, shipping: null }).totals.payableFen
        outcomes.forEach(({ couponId, usable, savedFen }, position) => {
          const one = held[position]
          if (one === undefined) throw new Error('an outcome without its coupon')
          const alone = priced(
            one.kind === 'shipping' ? { goods: null, shipping: one } : { goods: one, shipping: null },
          )
          expect([couponId, usable]).toEqual([one.id, used(alone) === 1])
          expect(savedFen).toBe(usable ? Math.max(0, bare - alone.totals.payableFen) : 0)
        })
      }),
      { numRuns: 150 },
    )
  })
})
