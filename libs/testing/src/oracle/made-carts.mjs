// Carts at random, seeded: few goods and small numbers, so that thresholds are met exactly, lines are fought over and amounts do not divide.

/** A small generator of numbers with a seed (mulberry32): the same seed makes the same carts on every machine. */
export const randomFrom = (seed) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from, to) => from + Math.floor(next() * (to - from + 1))
  const pick = (list) => list[int(0, list.length - 1)]
  const some = (list, chance = 0.4) => list.filter(() => next() < chance)
  const maybe = (chance, make, otherwise = null) => (next() < chance ? make() : otherwise)
  return { next, int, pick, some, maybe }
}

const AT = 1_800_000_000_000
const HOUR = 3_600_000
const SKUS = Array.from({ length: 9 }, (_, at) => `0${at}`)
const [SPUS, CATEGORIES, BRANDS] = [
  ['s1', 's2', 's3', 's4'],
  ['c1', 'c2', 'c3'],
  ['b1', 'b2'],
]
const REGIONS = [null, '330106', '650102', '540102', '810001', '110101']
const CHANNELS = [null, 'h5', 'mp-weixin', 'mp-alipay']
const nobody = () => ({ spuIds: [], categoryIds: [], brandIds: [] })

const amountOf = (r) =>
  r.pick([r.int(1, 30), r.int(100, 3_000), r.int(1_000, 20_000), r.pick([990, 1_990, 2_990, 3_990, 9_900])])
const names = (r) => ({ spuIds: r.some(SPUS), categoryIds: r.some(CATEGORIES, 0.3), brandIds: r.some(BRANDS, 0.2) })
const scope = (r) => {
  const all = r.next() < 0.45
  return {
    all,
    named: all ? nobody() : names(r),
    excluded: r.maybe(0.2, () => ({ ...nobody(), spuIds: r.some(SPUS, 0.3) }), nobody()),
  }
}
const days = (r) => {
  const odd = r.next()
  if (odd < 0.04) return { fromAt: AT + 1, untilAt: AT + HOUR }
  if (odd < 0.08) return { fromAt: AT - HOUR, untilAt: AT }
  return { fromAt: AT - r.int(0, 5) * HOUR, untilAt: AT + r.int(1, 9) * HOUR }
}
const platforms = (r) => r.maybe(0.15, () => r.some(['h5', 'mp-weixin', 'mp-alipay'], 0.6).concat('h5'))

const prices = (r) => {
  const base = amountOf(r)
  const row = (list, minQty, priceFen, over = {}) => ({
    list,
    minQty,
    priceFen,
    fromAt: null,
    untilAt: null,
    limited: false,
    alone: false,
    ...over,
  })
  const near = () => Math.max(1, base - r.int(-50, 400))
  return [
    row('base', 1, base, { alone: r.next() < 0.05 }),
    ...r.maybe(0.25, () => [row('base', r.int(2, 4), near())], []),
    ...r.maybe(0.15, () => [row('channel:h5', 1, near(), { alone: r.next() < 0.3 })], []),
    ...r.maybe(0.1, () => [row('store:t', 1, near())], []),
    ...r.maybe(0.3, () => [row('level:2', 1, near(), { alone: r.next() < 0.5 })], []),
    ...r.maybe(0.15, () => [row('card', 1, near(), { alone: r.next() < 0.4 })], []),
    ...r.maybe(0.15, () => [row('new_member', 1, near(), { alone: r.next() < 0.4 })], []),
    ...r.maybe(0.1, () => [row('level:2', 2, near(), { fromAt: AT + 1 })], []),
  ]
}
const line = (r, skuId) => ({
  ...{ skuId, qty: r.pick([1, 1, 2, 3, r.int(1, 12)]), prices: prices(r), spuId: r.pick(SPUS) },
  ...{ categoryIds: r.some(CATEGORIES), brandId: r.maybe(0.4, () => r.pick(BRANDS)), parcel: r.next() < 0.85 },
  ...{
    weightG: r.int(0, 1_500),
    volumeCm3: r.int(0, 3_000),
    freightTemplateId: r.maybe(0.5, () => r.pick(['t1', 't2'])),
  },
})

const threshold = (r, measure) =>
  measure === 'pieces' ? r.int(1, 8) : r.pick([r.int(1, 60), r.int(500, 20_000), 9_900])
const rules = {
  full_reduction: (r) => {
    const measure = r.pick(['amount', 'amount', 'pieces'])
    const repeat = r.next() < 0.3
    const count = repeat ? 1 : r.int(1, 3)
    const steps = [...new Set(Array.from({ length: count }, () => threshold(r, measure)))].sort((a, b) => a - b)
    const off = (from) =>
      !repeat && r.next() < 0.3
        ? { offBp: r.int(1, 9_999) }
        : { fen: measure === 'amount' ? r.int(1, from) : r.int(1, 3_000) }
    const tiers = steps.map((from) => ({ from, off: off(from) }))
    return {
      measure,
      tiers,
      repeat,
      maxTimes: repeat ? r.maybe(0.4, () => r.int(1, 3)) : null,
      capFen: r.maybe(0.2, () => r.int(1, 2_000)),
    }
  },
  nth_piece: (r) => ({ nth: r.int(2, 4), offBp: r.pick([5_000, 10_000, r.int(1, 10_000)]) }),
  bundle: (r) => ({
    items: [...new Set([r.pick(SKUS), r.pick(SKUS), r.pick(SKUS)])]
      .slice(0, r.int(2, 3))
      .map((skuId) => ({ skuId, qty: r.int(1, 2) })),
    priceFen: r.pick([r.int(1, 50), r.int(100, 4_000)]),
  }),
  gift: (r) => {
    const measure = r.pick(['amount', 'pieces'])
    const gifts = [...new Set([r.pick(SKUS), r.pick(['90', '91'])])].slice(0, r.int(1, 2))
    return {
      ...{ measure, from: threshold(r, measure) },
      gifts: gifts.map((skuId) => ({ skuId, qty: r.int(1, 2), valueFen: r.int(0, 500), available: r.int(0, 12) })),
    }
  },
}
const offer = (r, at) => {
  const kind = r.pick(['full_reduction', 'full_reduction', 'nth_piece', 'bundle', 'gift'])
  const rule = { kind, ...rules[kind](r) }
  if (kind === 'bundle' && rule.items.length < 2) return offer(r, at)
  return {
    ...{
      id: `o${at}`,
      kind,
      name: `o${at}`,
      priority: r.int(0, 3),
      scope: scope(r),
      platforms: platforms(r),
      ...days(r),
      rule,
    },
    ...{ left: r.maybe(0.1, () => r.int(0, 2)), leftForBuyer: r.maybe(0.1, () => r.int(0, 2)) },
  }
}
const coupon = (r, id, shipping) => {
  const kind = shipping ? 'shipping' : r.pick(['amount', 'percent'])
  const percent = kind === 'percent'
  const amountFen = shipping
    ? r.maybe(0.6, () => r.int(1, 2_000))
    : percent
      ? null
      : r.pick([r.int(1, 30), r.int(100, 3_000)])
  return {
    ...{
      id,
      name: id,
      kind,
      amountFen,
      offBp: percent ? r.int(1, 10_000) : null,
      capFen: percent ? r.maybe(0.5, () => r.int(1, 3_000)) : null,
    },
    ...{
      thresholdFen: r.pick([0, r.int(1, 100), r.int(100, 15_000)]),
      scope: scope(r),
      platforms: platforms(r),
      ...days(r),
    },
    exclusive: !shipping && r.next() < 0.3,
  }
}
const rate = (r, regionPrefixes) => ({
  ...{ regionPrefixes, first: r.int(1, 1_500), firstFen: r.int(0, 2_000), next: r.int(1, 800), nextFen: r.int(0, 400) },
  ...{ freeOverFen: r.maybe(0.25, () => r.int(1, 20_000)), freeOverQty: r.maybe(0.2, () => r.int(1, 8)) },
})
const template = (r, id) => {
  const unit = r.pick(['order', 'piece', 'weight', 'volume'])
  const rates = [
    ...r.maybe(0.9, () => [rate(r, [])], []),
    ...r.maybe(0.5, () => [rate(r, ['65', '54'])], []),
    ...r.maybe(0.3, () => [rate(r, ['6501'])], []),
  ]
  const small = unit === 'piece' ? rates.map((one) => ({ ...one, first: r.int(1, 4), next: r.int(1, 3) })) : rates
  return {
    id,
    name: id,
    unit,
    rates: small.length > 0 ? small : [rate(r, ['33'])],
    noDeliveryPrefixes: r.maybe(0.2, () => r.some(['81', '54'], 0.7), []),
  }
}
const flat = (r) => {
  const firstFen = r.int(0, 1_500)
  const one = {
    regionPrefixes: [],
    first: 1,
    firstFen,
    next: 1,
    nextFen: firstFen,
    freeOverFen: null,
    freeOverQty: null,
  }
  return { id: null, name: '运费', unit: 'order', rates: [one], noDeliveryPrefixes: [] }
}

/** An activity the whole cart is bought in, with a price for most of its lines, mostly lower than theirs. */
const inActivity = (r, facts) => {
  const stack = Object.fromEntries(
    ['memberPrice', 'fullReduction', 'coupon', 'shippingCoupon', 'points'].map((what) => [what, r.next() < 0.3]),
  )
  const priced = ({ prices: [base, ...rest], ...one }) => {
    const own = { ...base, list: 'activity:test', minQty: 1, alone: false }
    const priceFen = Math.max(1, base.priceFen - r.int(-100, 600))
    return { ...one, prices: r.next() < 0.85 ? [base, ...rest, { ...own, priceFen }] : [base, ...rest] }
  }
  const context = { ...facts.context, activity: { code: 'test', label: '活动价', stack } }
  return { ...facts, context, lines: facts.lines.map(priced) }
}

/** Facts of one cart, as plain numbers. */
export const madeCart = (r) => {
  const facts = plainCart(r)
  return r.next() < 0.25 ? inActivity(r, facts) : facts
}

const plainCart = (r) => {
  const skus = r.some(SKUS, 0.45)
  const context = {
    ...{ channel: r.pick(CHANNELS), storeId: r.maybe(0.2, () => 't'), level: r.maybe(0.5, () => 2) },
    ...{ card: r.next() < 0.3, newMember: r.next() < 0.3, at: AT },
  }
  return {
    context,
    lines: (skus.length > 0 ? skus : ['00']).sort(() => r.next() - 0.5).map((skuId) => line(r, skuId)),
    offers: Array.from({ length: r.int(0, 5) }, (_, at) => offer(r, at)),
    coupons: { goods: r.maybe(0.6, () => coupon(r, 'k1', false)), shipping: r.maybe(0.4, () => coupon(r, 'k2', true)) },
    points: r.maybe(0.4, () => ({
      wanted: r.int(0, 3_000),
      held: r.int(0, 3_000),
      stepPoints: r.int(1, 100),
      stepFen: r.int(1, 120),
      maxShareBp: r.int(0, 10_000),
    })),
    adjustments: [],
    freight: {
      templates: [flat(r), template(r, 't1'), template(r, 't2')],
      freeOverFen: r.maybe(0.4, () => r.int(1, 25_000)),
      noDeliveryPrefixes: r.maybe(0.15, () => ['54', '81'], []),
    },
    regionCode: r.pick(REGIONS),
    minimumFen: r.pick([0, 1]),
  }
}
