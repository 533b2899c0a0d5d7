import { fen, type Fen } from '@jishi/kernel/money'
import { points } from '@jishi/kernel/points'
import { bp, type Bp } from '@jishi/kernel/rate'
import { addMs, dayMs } from '@jishi/kernel/time'
import fc from 'fast-check'
import type {
  CouponFacts,
  FreightTemplate,
  LineFacts,
  ListPrice,
  OfferFacts,
  OfferRule,
  PointsFacts,
  PricingFacts,
  Scope,
} from '../../src/modules/pricing/index.js'
import { context, coupon, DAYS, line, NOW, offer, price, rate, template } from './pricing-facts.js'

// Few names and small numbers, so that promotions, coupons and templates meet each other in nearly every order.
const SKUS = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const sku = fc.constantFrom(...SKUS)
const amount = (max: number, min = 0): fc.Arbitrary<Fen> => fc.integer({ min, max }).map(fen)
const share = (max: number): fc.Arbitrary<Bp> => fc.integer({ min: 1, max }).map(bp)
const nullable = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null })
const seldom = <T>(often: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: fc.constantFrom(often, ...others) })

/** Prices are nothing or at least ten fen: a share of a fen is then never worth more than the piece that moved it. */
const priceFen = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 12, arbitrary: fc.integer({ min: 10, max: 3_000 }) },
)

const priceRow: fc.Arbitrary<ListPrice> = fc
  .record({
    list: fc.constantFrom('base', 'channel:h5', 'level:2', 'card', 'new_member', 'market'),
    minQty: fc.constantFrom(1, 1, 2, 3),
    priceFen,
    limited: fc.boolean(),
    alone: seldom(false, true),
  })
  .map(({ priceFen: amountFen, ...change }) => price(amountFen, change))

const prices: fc.Arbitrary<ListPrice[]> = fc
  .tuple(priceFen, fc.array(priceRow, { maxLength: 3 }))
  .map(([baseFen, rows]) => [price(baseFen), ...rows])

const lines: fc.Arbitrary<LineFacts[]> = fc.uniqueArray(
  fc
    .record({
      skuId: sku,
      qty: fc.integer({ min: 1, max: 5 }),
      prices,
      parcel: seldom(true, false),
      categoryIds: fc.subarray(['fruit', 'food']),
      brandId: nullable(fc.constantFrom('farm', 'mill')),
      weightG: fc.integer({ min: 0, max: 900 }),
      volumeCm3: fc.integer({ min: 0, max: 900 }),
      freightTemplateId: fc.constantFrom(null, null, 't', 'u'),
    })
    .map(({ skuId, qty, ...change }) => line(skuId, qty, 0, change)),
  { minLength: 1, maxLength: 5, selector: ({ skuId }) => skuId },
)

const names = fc.record({
  spuIds: fc.subarray([...SKUS]),
  categoryIds: fc.subarray(['fruit', 'food']),
  brandIds: fc.subarray(['farm', 'mill']),
})
const none = fc.constant({ spuIds: [], categoryIds: [], brandIds: [] })
const scope: fc.Arbitrary<Scope> = fc.record({
  all: fc.boolean(),
  named: names,
  excluded: fc.oneof({ weight: 3, arbitrary: none }, { weight: 1, arbitrary: names }),
})

const tiers = fc.uniqueArray(
  fc.record({
    from: fc.integer({ min: 1, max: 6_000 }),
    off: fc.oneof(fc.record({ fen: amount(900, 1) }), fc.record({ offBp: share(9_000) })),
  }),
  { minLength: 1, maxLength: 3, selector: ({ from }) => from },
)
const fullReduction: fc.Arbitrary<OfferRule> = fc
  .record({
    kind: fc.constant('full_reduction' as const),
    measure: fc.constantFrom('amount' as const, 'pieces' as const),
    tiers,
    repeat: fc.boolean(),
    maxTimes: nullable(fc.integer({ min: 1, max: 3 })),
    capFen: nullable(amount(1_500, 1)),
  })
  .map((rule) => {
    const fewer = rule.measure === 'pieces' ? (from: number) => 1 + (from % 7) : (from: number) => from
    const steps = rule.tiers.map(({ from, off }) => ({ from: fewer(from), off }))
    const [first] = steps
    const repeat = rule.repeat && first !== undefined && 'fen' in first.off
    return { ...rule, repeat, tiers: repeat ? steps.slice(0, 1) : steps }
  })
const nthPiece: fc.Arbitrary<OfferRule> = fc.record({
  kind: fc.constant('nth_piece' as const),
  nth: fc.integer({ min: 2, max: 4 }),
  offBp: share(10_000),
})
const bundle: fc.Arbitrary<OfferRule> = fc.record({
  kind: fc.constant('bundle' as const),
  items: fc.uniqueArray(fc.record({ skuId: sku, qty: fc.integer({ min: 1, max: 2 }) }), {
    minLength: 2,
    maxLength: 3,
    selector: ({ skuId }) => skuId,
  }),
  priceFen: amount(4_000, 1),
})
const gift: fc.Arbitrary<OfferRule> = fc.record({
  kind: fc.constant('gift' as const),
  measure: fc.constant('amount' as const),
  from: fc.integer({ min: 1, max: 4_000 }),
  gifts: fc.uniqueArray(
    fc.record({
      skuId: sku,
      qty: fc.constantFrom(1, 2),
      valueFen: amount(900),
      available: fc.integer({ min: 0, max: 9 }),
    }),
    { minLength: 1, maxLength: 2, selector: ({ skuId }) => skuId },
  ),
})

const days = seldom(DAYS, { ...DAYS, untilAt: NOW }, { ...DAYS, fromAt: addMs(NOW, 1) })
const platforms = seldom<('h5' | 'mp-weixin')[] | null>(null, ['h5'], ['mp-weixin'])

const offers: fc.Arbitrary<OfferFacts[]> = fc
  .array(
    fc.record({
      rule: fc.oneof(fullReduction, fullReduction, nthPiece, bundle, gift),
      change: fc.record({
        priority: fc.integer({ min: 0, max: 2 }),
        scope,
        platforms,
        left: seldom<number | null>(null, 0),
        leftForBuyer: seldom<number | null>(null, 0),
      }),
      dates: days,
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ rule, change, dates }, position) => offer(rule, { ...change, ...dates, id: `o${position}` })),
  )

const couponOf = (kind: 'amount' | 'percent' | 'shipping'): fc.Arbitrary<CouponFacts> =>
  fc
    .record({
      amountFen:
        kind === 'percent' ? fc.constant(null) : kind === 'shipping' ? nullable(amount(900, 1)) : amount(900, 1),
      offBp: kind === 'percent' ? share(9_000) : fc.constant(null),
      capFen: kind === 'percent' ? nullable(amount(900, 1)) : fc.constant(null),
      thresholdFen: fc.oneof(fc.constant(fen(0)), amount(4_000)),
      scope,
      platforms,
      exclusive: kind === 'shipping' ? fc.constant(false) : fc.boolean(),
      ends: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ ends, ...terms }) => coupon({ ...terms, ...DAYS, kind, untilAt: addMs(NOW, ends * dayMs) }))

const goodsCoupon = fc.oneof(couponOf('amount'), couponOf('percent'))
const coupons = fc.record({
  goods: nullable(goodsCoupon),
  shipping: nullable(couponOf('shipping').map((one) => ({ ...one, id: 's1' }))),
})
/** Coupons of both kinds, each with its own id. */
export const heldCoupons = fc
  .array(fc.oneof(goodsCoupon, couponOf('shipping')), { maxLength: 6 })
  .map((all) => all.map((one, position) => ({ ...one, id: `c${position}` })))

const pointsUse: fc.Arbitrary<PointsFacts> = fc.record({
  wanted: fc.integer({ min: 0, max: 2_000 }).map(points),
  held: fc.integer({ min: -50, max: 2_000 }).map(points),
  stepPoints: fc.constantFrom(points(1), points(100), points(7)),
  stepFen: fc.constantFrom(fen(1), fen(100), fen(33)),
  maxShareBp: share(10_000),
})

const rates = fc.array(
  fc
    .record({
      regionPrefixes: fc.subarray(['33', '3301', '44']),
      first: fc.integer({ min: 1, max: 900 }),
      next: fc.integer({ min: 1, max: 400 }),
      firstFen: amount(900),
      nextFen: amount(200),
      freeOverFen: nullable(amount(6_000, 1)),
      freeOverQty: nullable(fc.integer({ min: 1, max: 9 })),
    })
    .map(({ first, firstFen, ...change }) => rate(first, firstFen, change)),
  { minLength: 1, maxLength: 3 },
)
const templateOf = (id: string | null): fc.Arbitrary<FreightTemplate> =>
  fc
    .record({
      unit: fc.constantFrom('order' as const, 'piece' as const, 'weight' as const, 'volume' as const),
      rates,
      noDeliveryPrefixes: seldom<string[]>([], ['3301'], ['81']),
    })
    .map((change) => template(id, change))
const freight = fc.record({
  templates: fc.tuple(templateOf(null), templateOf('t'), templateOf('u')).map((all) => [...all]),
  freeOverFen: nullable(amount(9_000, 1)),
  noDeliveryPrefixes: fc.subarray(['81', '54']),
})

/** Raises only, which hold whatever the line costs. */
const adjustments = fc
  .array(fc.record({ skuAt: fc.nat({ max: 4 }), amountFen: amount(300) }), { maxLength: 2 })
  .map((all) => all.map((one, position) => ({ ...one, id: `j${position}`, reason: '改价' })))

/** Any order: goods, promotions, coupons, points, templates, adjustments and who asks. */
export const anyFacts: fc.Arbitrary<PricingFacts> = fc
  .record({
    context: fc
      .record({
        channel: fc.constantFrom(null, 'h5' as const),
        level: fc.constantFrom(null, 2),
        card: fc.boolean(),
        newMember: fc.boolean(),
      })
      .map(context),
    lines,
    offers,
    coupons,
    points: nullable(pointsUse),
    raised: adjustments,
    freight,
    regionCode: fc.constantFrom(null, '330106', '440106', '810001'),
    minimumFen: fc.constantFrom(fen(0), fen(1), fen(700)),
  })
  .map(({ raised, ...facts }) => ({
    ...facts,
    adjustments: raised.map(({ skuAt, amountFen, id, reason }) => {
      const { skuId } = facts.lines[skuAt % facts.lines.length] ?? { skuId: '' }
      return { id, reason, shares: [{ skuId, amountFen }] }
    }),
  }))
