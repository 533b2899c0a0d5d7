/** Promotions and coupons of the pretended shop, and what they do to a cart and a receipt. */
const uuid = (n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const HOUR = 3_600_000
const later = (ms) => new Date(Date.now() + ms).toISOString()
const offers = [
  [uuid(601), 'full_reduction', '满 150 减 20'],
  [uuid(602), 'gift', '满 99 送赠品'],
]
const rules = [
  {
    kind: 'full_reduction',
    measure: 'amount',
    tiers: [{ from: 15_000, off: { fen: 2000 } }],
    repeat: false,
    maxTimes: null,
    capFen: null,
  },
  { kind: 'gift', measure: 'amount', from: 9900, gifts: [] },
]
export const marks = offers.map(([id, , label]) => ({ id, label }))
const gift = (picture) => ({
  skuId: uuid(650),
  spuId: uuid(651),
  title: '手提保温袋',
  skuLabel: '大号',
  picture,
  qty: 1,
})
export const tags = (picture) =>
  offers.map(([id, kind, label], n) => ({
    id,
    kind,
    label,
    name: '秋收节',
    untilAt: later(30 * HOUR),
    rule: rules[n],
    gifts: kind === 'gift' ? [gift(picture)] : [],
  }))
const face = (n, name, kind, amountFen, offBp, thresholdFen, ruleText, scopeText) => ({
  templateId: uuid(700 + n),
  name,
  kind,
  amountFen,
  offBp,
  capFen: null,
  thresholdFen,
  exclusive: n === 4,
  platforms: null,
  ruleText,
  scopeText,
  scopeAll: n !== 1,
})
const faces = [
  face(1, '鲜果满 80 减 8', 'amount', 800, null, 8000, '满 80 减 8', '限水果类'),
  face(2, '全场 8.5 折', 'percent', null, 1500, 0, '8.5 折', '全场通用'),
  face(3, '免邮券', 'shipping', null, null, 0, '免运费', '全场通用'),
  face(4, '新人 5 元券', 'amount', 500, null, 0, '立减 5', '全场通用'),
]
const coupon = (one, n) => ({
  id: uuid(800 + n),
  ...one,
  state: 'held',
  fromAt: later(-HOUR),
  untilAt: later(n === 0 ? 9 * HOUR : 200 * HOUR),
  orderId: null,
})
const claimables = () =>
  faces.map((one, n) => ({
    ...one,
    claimUntilAt: later(90 * HOUR),
    useFromAt: null,
    useUntilAt: null,
    validDays: 7,
    gonePercent: [20, 86, 40, 100][n],
    standing: ['claim', 'claim', 'held', 'gone'][n],
  }))
const rule = (stage, code, label, amountFen, shares = [], change = {}) => ({
  stage,
  code,
  label,
  applied: true,
  reason: null,
  refusal: null,
  amountFen,
  shares,
  ...change,
})
const refused = (stage, code, label, refusal) =>
  rule(stage, code, label, 0, [], { applied: false, refusal: { fen: null, qty: null, gainFen: 0, ...refusal } })
const totalsOf = (listFen, promotionFen, couponFen, qty) => ({
  listFen,
  unitDiscountFen: 0,
  promotionFen,
  couponFen,
  pointsFen: 0,
  adjustFen: 0,
  goodsPaidFen: listFen - promotionFen - couponFen,
  freightFen: 0,
  payableFen: listFen - promotionFen - couponFen,
  qty,
})

/** The cart as it stands under the promotions. */
export const promoted = (cart, picture) => {
  const listFen = cart.selectedFen
  const reached = listFen >= 15_000
  const totals = totalsOf(listFen, reached ? 2000 : 0, 0, cart.selectedQty)
  return {
    ...cart,
    items: cart.items.map((line, n) => ({
      ...line,
      singleFen: line.unitFen,
      offers: n < 2 ? [marks[0]] : n === 2 ? [marks[1]] : [],
      gifts: n === 2 ? [gift(picture)] : [],
    })),
    selectedFen: totals.goodsPaidFen,
    savedFen: totals.promotionFen,
    rules: reached
      ? [rule('promotion', `offer.${marks[0].id}`, marks[0].label, 2000)]
      : [
          refused('promotion', `offer.${marks[0].id}`, marks[0].label, {
            code: 'short_amount',
            fen: 15_000 - listFen,
            gainFen: 2000,
          }),
        ],
    totals,
    hints: reached
      ? []
      : [
          {
            offerId: marks[0].id,
            label: marks[0].label,
            missingFen: 15_000 - listFen,
            missingQty: null,
            gainFen: 2000,
          },
        ],
    coupons: [],
  }
}

/** The receipt of the drawing: apples and croissants, 满 99 减 20 and a coupon. */
export const quoted = (quote, lines, picture) => ({
  ...quote,
  lines: [
    ...lines.map((line, n) => ({
      ...line,
      role: 'main',
      giftValueFen: 0,
      promotionFen: [1384, 616][n],
      couponFen: [800, 0][n],
      goodsPaidFen: [6786, 3374][n],
      payableFen: [6786, 3374][n],
    })),
    { ...lines[1], ...gift(picture), role: 'gift', giftValueFen: 1900, unitFen: 0, listFen: 0, payableFen: 0 },
  ],
  rules: [
    rule('promotion', `offer.${marks[0].id}`, '满 99 减 20', 2000, [
      { skuId: lines[0].skuId, amountFen: 1384 },
      { skuId: lines[1].skuId, amountFen: 616 },
    ]),
    rule('promotion', `offer.${marks[1].id}`, marks[1].label, 0),
    rule('coupon', `coupon.${uuid(800)}`, '鲜果满 80 减 8', 800, [{ skuId: lines[0].skuId, amountFen: 800 }]),
    refused('promotion', 'offer.x', '第 2 件半价', { code: 'taken_by_other' }),
    refused('promotion', 'offer.y', '满 200 减 50', { code: 'short_amount', fen: 7040, gainFen: 5000 }),
    rule('freight', 'freight.free_over', '满 59.00 元包邮', 0),
  ],
  totals: totalsOf(12_960, 2000, 800, 4),
  coupons: faces.map((one, n) => ({
    coupon: coupon(one, n),
    usable: n < 2,
    chosen: n === 0,
    savedFen: [800, 620, 0, 0][n],
    reason: null,
    refusal: n < 2 ? null : { code: n === 2 ? 'no_freight' : 'barred_by_exclusive', fen: null, qty: null, gainFen: 0 },
  })),
  bestSavedFen: 800,
})

export const promotionRoutes = (picture) => ({
  'GET /api/shop/coupon-centre': () => ({ items: claimables(), nextCursor: null }),
  'GET /api/shop/coupon-centre/mine': () => ({ items: claimables(), nextCursor: null }),
  'GET /api/shop/coupons': () => ({ items: faces.map(coupon), nextCursor: null }),
  'POST /api/shop/coupons': () => coupon(faces[0], 0),
  'GET /api/shop/favourites/counts': () => ({ favourites: 3, history: 12 }),
  [`GET /api/shop/offers/${marks[0].id}`]: () => ({
    ...tags(picture)[0],
    fromAt: later(-HOUR),
    platforms: null,
    words: ['一单只减一次'],
    scopeText: '限水果、零食',
    scopeAll: false,
  }),
})
