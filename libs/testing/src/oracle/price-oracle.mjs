// The rules of a price once more, written from the money rules and ADR 0037 alone: whole numbers as BigInt, one long walk over a
// table, nothing shared with the engine. It answers what every bought line pays and bears, which rules applied with what amount,
// which gifts go along, and whether the parcel can be delivered. Slow and plain on purpose.

const B = (value) => BigInt(value)
const sum = (values) => values.reduce((left, right) => left + right, 0n)
const least = (left, right) => (left < right ? left : right)
const shareDown = (amount, bp) => (amount * B(bp)) / 10_000n
const roundUp = (amount, by) => (amount + by - 1n) / by

/** floor(total · w / Σw), the missing ones to the largest remainders, ties by position; all weights zero: equal weights. */
export const split = (total, weights) => {
  const weight = weights.every((one) => one === 0n) ? weights.map(() => 1n) : weights
  const all = sum(weight)
  const parts = weight.map((one, at) => ({ at, share: (total * one) / all, rest: (total * one) % all }))
  let missing = total - sum(parts.map(({ share }) => share))
  const order = [...parts].sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))
  for (const part of order) {
    if (missing === 0n) break
    part.share += 1n
    missing -= 1n
  }
  return parts.map(({ share }) => share)
}

const among = (line, names) =>
  names.spuIds.includes(line.spuId) ||
  names.categoryIds.some((id) => line.categoryIds.includes(id)) ||
  (line.brandId !== null && names.brandIds.includes(line.brandId))
const within = (line, scope) => (scope.all || among(line, scope.named)) && !among(line, scope.excluded)

// ── stage 1 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const holds = (row, at) => (row.fromAt === null || row.fromAt <= at) && (row.untilAt === null || at < row.untilAt)
/** Of one list: the tier that asks for the most of the pieces reached, the cheaper of two. */
const tierOf = (rows, list, qty) =>
  rows
    .filter((row) => row.list === list && row.minQty <= qty)
    .sort((a, b) => b.minQty - a.minQty || a.priceFen - b.priceFen || Number(a.limited) - Number(b.limited))[0]

const lets = ({ activity }, what) => activity === undefined || activity.stack[what]
const priceOfOne = (rows, qty, context) => {
  const { storeId, channel, level, card, newMember, activity } = context
  const specific = [storeId && `store:${storeId}`, channel && `channel:${channel}`, 'base'].filter(Boolean)
  const list = specific.map((name) => tierOf(rows, name, qty)).find(Boolean)
  if (list === undefined) return undefined
  const members = [level !== null && `level:${level}`, card && 'card', newMember && 'new_member']
  const others = [activity && `activity:${activity.code}`, ...(lets(context, 'memberPrice') ? members : [])].filter(
    Boolean,
  )
  let taken = list
  for (const name of others) {
    const other = tierOf(rows, name, qty)
    if (other !== undefined && other.priceFen < taken.priceFen) taken = other
  }
  return { list: B(list.priceFen), unit: B(taken.priceFen), alone: taken.alone }
}
const startOf = (facts, line, gaveUp) => {
  const rows = line.prices.filter((row) => holds(row, facts.context.at))
  const whole = priceOfOne(rows, line.qty, facts.context)
  if (!gaveUp || !whole.alone) return whole
  const rest = priceOfOne(
    rows.filter((row) => !row.alone),
    line.qty,
    facts.context,
  )
  return rest ?? whole
}

// ── stage 2 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const open = (rule, { at, channel }) =>
  rule.fromAt <= at && at < rule.untilAt && (rule.platforms === null || rule.platforms.includes(channel))
const unlimited = ({ left, leftForBuyer }) => left !== 0 && leftForBuyer !== 0
const measured = (lines, measure) => sum(lines.map((line) => (measure === 'amount' ? line.now : B(line.qty))))

const takenOff = {
  full_reduction: ({ measure, tiers, repeat, maxTimes, capFen }, lines) => {
    const reached = measured(lines, measure)
    const tier = tiers.filter(({ from }) => B(from) <= reached).sort((a, b) => b.from - a.from)[0]
    if (tier === undefined) return 0n
    const worth = sum(lines.map((line) => line.now))
    let off = 'fen' in tier.off ? B(tier.off.fen) : shareDown(worth, tier.off.offBp)
    if (repeat && 'fen' in tier.off) {
      const times = reached / B(tier.from)
      off *= maxTimes === null ? times : least(times, B(maxTimes))
    }
    return least(capFen === null ? off : least(off, B(capFen)), worth)
  },
  nth_piece: ({ nth, offBp }, lines) => {
    const pieces = lines.flatMap((line) => Array.from({ length: line.qty }, () => line.unit))
    // The lines stand in canonical order and sorting keeps it among equals.
    pieces.sort((a, b) => (a === b ? 0 : a > b ? -1 : 1))
    return sum(pieces.filter((_, at) => (at + 1) % nth === 0).map((unit) => shareDown(unit, offBp)))
  },
}
const bundleOff = ({ items, priceFen }, lines) => {
  const of = (skuId) => lines.find((line) => line.skuId === skuId)
  const sets = items.map(({ skuId, qty }) => B(Math.floor(of(skuId).qty / qty))).reduce(least)
  const apart = sum(items.map(({ skuId, qty }) => of(skuId).unit * B(qty)))
  return apart > B(priceFen) ? sets * (apart - B(priceFen)) : 0n
}

/** One promotion over the table; answers what it took off, or null where it did not apply. */
const applyOffer = (table, offer) => {
  const { rule } = offer
  const playing = table.lines.filter((line) => !line.alone)
  if (rule.kind === 'gift') {
    const counted = playing.filter((line) => within(line, offer.scope) && line.role !== 'bundle')
    if (
      counted.length === 0 ||
      measured(
        counted.map((l) => ({ ...l, now: l.unit * B(l.qty) })),
        rule.measure,
      ) < B(rule.from)
    )
      return null
    const left = ({ skuId, available }) =>
      B(available) -
      B(table.lines.find((line) => line.skuId === skuId)?.qty ?? 0) -
      sum(table.gifts.filter((gift) => gift.skuId === skuId).map((gift) => gift.qty))
    if (rule.gifts.some((gift) => left(gift) < B(gift.qty))) return null
    for (const gift of rule.gifts) {
      const there = table.gifts.find(({ skuId }) => skuId === gift.skuId)
      if (there) there.qty += B(gift.qty)
      else table.gifts.push({ skuId: gift.skuId, qty: B(gift.qty), of: counted[0].skuId })
    }
    for (const line of counted) line.counted = true
    table.rules.push([`offer.${offer.id}`, 0n])
    return 0n
  }
  const isBundle = rule.kind === 'bundle'
  let looked
  if (isBundle) {
    looked = playing.filter(
      (line) => line.role === 'free' && !line.counted && rule.items.some(({ skuId }) => skuId === line.skuId),
    )
    const complete = rule.items.every(({ skuId, qty }) =>
      looked.some((line) => line.skuId === skuId && line.qty >= qty),
    )
    if (!complete) return null
  } else looked = playing.filter((line) => line.role === 'free' && within(line, offer.scope))
  if (looked.length === 0) return null
  const off = isBundle ? bundleOff(rule, looked) : takenOff[rule.kind](rule, looked)
  if (off <= 0n) return null
  const shares = split(
    off,
    looked.map((line) => line.now),
  )
  looked.forEach((line, at) => {
    line.promotion += shares[at]
    line.now -= shares[at]
    line.role = isBundle ? 'bundle' : 'taken'
  })
  table.rules.push([`offer.${offer.id}`, off])
  return off
}

const named = (facts, offer) => lets(facts.context, 'fullReduction') && open(offer, facts.context) && unlimited(offer)
const freshTable = (facts, gaveUp) => ({
  gifts: [],
  rules: [],
  lines: [...facts.lines]
    .sort((a, b) => (a.skuId < b.skuId ? -1 : 1))
    .map((line) => {
      const { list, unit, alone } = startOf(facts, line, gaveUp.has(line.skuId))
      return {
        ...{ ...line, list, unit, alone, role: 'free', counted: false, now: unit * B(line.qty) },
        ...{ promotion: 0n, coupon: 0n, points: 0n, adjust: 0n, freight: 0n, pointsUsed: 0n },
      }
    }),
})

/** The whole order with some lines' alone prices given up from certain promotions on. */
const stageTwo = (facts, offers, decided) => {
  const table = freshTable(facts, decided.gaveUp)
  // A line that is given up at the i-th promotion was at its alone price, and so out of the game, in those before it.
  for (const [at, offer] of offers.entries()) {
    for (const line of table.lines) {
      const since = decided.since.get(line.skuId)
      line.alone = since === undefined ? startOf(facts, line, false).alone : at < since
    }
    if (named(facts, offer)) {
      const off = applyOffer(table, offer)
      table.applied = table.applied ?? new Map()
      table.applied.set(offer.id, off !== null)
    }
  }
  for (const line of table.lines) line.alone = decided.since.has(line.skuId) ? false : startOf(facts, line, false).alone
  return table
}

// ── stages 3 to 6 ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const goodsCoupon = (facts, table) => {
  const coupon = facts.coupons.goods
  if (coupon === null || !lets(facts.context, 'coupon') || !open(coupon, facts.context)) return false
  const lines = table.lines.filter((line) => within(line, coupon.scope) && !(coupon.exclusive && line.role !== 'free'))
  const worth = sum(lines.map((line) => line.now))
  if (worth < B(coupon.thresholdFen)) return false
  let off = coupon.kind === 'percent' ? shareDown(worth, coupon.offBp) : B(coupon.amountFen)
  if (coupon.kind === 'percent' && coupon.capFen !== null) off = least(off, B(coupon.capFen))
  off = least(off, worth)
  if (off <= 0n) return false
  split(
    off,
    lines.map((line) => line.now),
  ).forEach((share, at) => {
    lines[at].coupon = share
    lines[at].now -= share
  })
  table.rules.push([`coupon.${coupon.id}`, off])
  return true
}
const pointsUsed = (facts, table) => {
  const { points } = facts
  if (points === null || !lets(facts.context, 'points')) return
  const goods = sum(table.lines.map((line) => line.now))
  const most = shareDown(goods, points.maxShareBp)
  const wanted = least(B(points.wanted), B(points.held)) / B(points.stepPoints)
  const steps = least(wanted, most / B(points.stepFen))
  if (steps <= 0n) return
  const weights = table.lines.map((line) => line.now)
  const fen = split(steps * B(points.stepFen), weights)
  const used = split(steps * B(points.stepPoints), weights)
  table.lines.forEach((line, at) => {
    line.points = fen[at]
    line.pointsUsed = used[at]
    line.now -= fen[at]
  })
  table.rules.push(['points', steps * B(points.stepFen)])
}

const fits = (prefixes, region) =>
  Math.max(
    -1,
    ...prefixes.filter((prefix) => region !== null && region.startsWith(prefix)).map((prefix) => prefix.length),
  )
const rateFor = ({ rates }, region) => {
  const elsewhere = rates.find(({ regionPrefixes }) => regionPrefixes.length === 0)
  if (region === null) return elsewhere ?? rates[0]
  const best = [...rates].sort((a, b) => fits(b.regionPrefixes, region) - fits(a.regionPrefixes, region))[0]
  return fits(best.regionPrefixes, region) > 0 ? best : elsewhere
}
const UNITS = {
  order: () => 1,
  piece: (line) => line.qty,
  weight: (line) => line.qty * line.weightG,
  volume: (line) => line.qty * line.volumeCm3,
}
const templateCost = (template, lines, region) => {
  const rate = rateFor(template, region)
  if (rate === undefined) return null
  const goods = sum(lines.map((line) => line.after3))
  if (rate.freeOverFen !== null && goods >= B(rate.freeOverFen)) return 0n
  const qty = lines.reduce((all, line) => all + line.qty, 0)
  if (rate.freeOverQty !== null && qty >= rate.freeOverQty) return 0n
  if (template.unit === 'order') return B(rate.firstFen)
  const units = B(lines.reduce((all, line) => all + UNITS[template.unit](line), 0))
  const more = units > B(rate.first) ? roundUp(units - B(rate.first), B(rate.next)) : 0n
  return B(rate.firstFen) + more * B(rate.nextFen)
}
const freight = (facts, table, barred) => {
  const parcel = table.lines.filter((line) => line.parcel)
  if (parcel.length === 0) return true
  const region = facts.regionCode
  let deliverable = fits(facts.freight.noDeliveryPrefixes, region) < 0
  const goods = sum(parcel.map((line) => line.after3))
  const free = facts.freight.freeOverFen !== null && goods >= B(facts.freight.freeOverFen)
  let cost = 0n
  for (const template of facts.freight.templates) {
    const own = parcel.filter((line) => line.freightTemplateId === template.id)
    if (own.length === 0) continue
    if (fits(template.noDeliveryPrefixes, region) >= 0) deliverable = false
    const one = templateCost(template, own, region)
    if (one === null) deliverable = false
    cost += free ? 0n : (one ?? 0n)
  }
  const coupon = facts.coupons.shipping
  if (coupon !== null && lets(facts.context, 'shippingCoupon') && open(coupon, facts.context) && !barred && cost > 0n) {
    const meant = table.lines.filter((line) => within(line, coupon.scope))
    if (meant.length > 0 && sum(meant.map((line) => line.after3)) >= B(coupon.thresholdFen)) {
      const off = coupon.amountFen === null ? cost : least(B(coupon.amountFen), cost)
      cost -= off
      table.rules.push([`coupon.${coupon.id}`, -off])
    }
  }
  const weights = goods > 0n ? parcel.map((line) => line.after3) : parcel.map((line) => B(line.qty))
  split(cost, weights).forEach((share, at) => (parcel[at].freight = share))
  return deliverable
}

const finish = (facts, table) => {
  const applied = goodsCoupon(facts, table)
  for (const line of table.lines) line.after3 = line.now
  pointsUsed(facts, table)
  const deliverable = freight(facts, table, applied && facts.coupons.goods.exclusive)
  for (const { id, shares } of facts.adjustments) {
    for (const { skuId, amountFen } of shares) table.lines.find((line) => line.skuId === skuId).adjust += B(amountFen)
    table.rules.push([`adjust.${id}`, sum(shares.map(({ amountFen }) => B(amountFen)))])
  }
  const payable = () => sum(table.lines.map((line) => line.now + line.adjust + line.freight))
  const missing = B(facts.minimumFen) - payable()
  if (missing > 0n) {
    table.lines[0].adjust += missing
    table.rules.push(['minimum', missing])
  }
  return { ...table, deliverable, payable: payable() }
}

// ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const countedRules = ({ rules }) => rules.filter(([code]) => /^(?:offer|coupon)\./.test(code)).length

export const oracle = (facts) => {
  const offers = [...facts.offers].sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1))
  const decided = { gaveUp: new Set(), since: new Map() }
  const priced = (choice) => finish(facts, stageTwo(facts, offers, choice))
  for (const [at, offer] of offers.entries()) {
    if (!named(facts, offer)) continue
    const before = stageTwo(facts, offers.slice(0, at), decided)
    const inPlay = before.lines.filter((line) => {
      if (!line.alone || line.role !== 'free') return false
      const other = startOf(facts, line, true)
      if (other.alone) return false
      return offer.rule.kind === 'bundle'
        ? offer.rule.items.some(({ skuId }) => skuId === line.skuId) && !line.counted
        : within(line, offer.scope)
    })
    if (inPlay.length === 0) continue
    const given = {
      gaveUp: new Set([...decided.gaveUp, ...inPlay.map(({ skuId }) => skuId)]),
      since: new Map([...decided.since, ...inPlay.map(({ skuId }) => [skuId, at])]),
    }
    const [kept, gone] = [priced(decided), priced(given)]
    if (gone.applied?.get(offer.id) !== true) continue
    const better =
      gone.payable < kept.payable || (gone.payable === kept.payable && countedRules(gone) < countedRules(kept))
    if (better) Object.assign(decided, given)
  }
  const { lines, gifts, rules, deliverable } = priced(decided)
  return {
    deliverable,
    rules: rules
      .filter(([code]) => /^(?:offer|coupon|points|adjust|minimum)/.test(code))
      .map(([code, amount]) => [code, Number(amount)]),
    gifts: gifts.map(({ skuId, qty, of }) => [skuId, Number(qty), of]).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    lines: lines.map((line) => {
      const [list, unit] = [line.list * B(line.qty), line.unit * B(line.qty)]
      const paid = line.now + line.adjust
      const amounts = [
        list,
        list - unit,
        line.promotion,
        line.coupon,
        line.points,
        line.adjust,
        paid,
        line.freight,
        paid + line.freight,
      ]
      return [line.skuId, ...amounts.map(Number), Number(line.pointsUsed)]
    }),
  }
}

const TOLD = /^(?:offer|coupon|points|adjust|minimum)/
/** The receipt of the engine in the oracle's words. */
export const inWordsOfOracle = ({ deliverable, rules, lines }) => ({
  deliverable,
  rules: rules
    .filter(({ applied, code }) => applied && TOLD.test(code))
    .map(({ code, amountFen }) => [code, amountFen]),
  gifts: lines.filter(({ role }) => role === 'gift').map(({ skuId, qty, giftOfSkuId }) => [skuId, qty, giftOfSkuId]),
  lines: lines
    .filter(({ role }) => role === 'main')
    .map((line) => [
      ...[line.skuId, line.listFen, line.unitDiscountFen, line.promotionFen, line.couponFen, line.pointsFen],
      ...[line.adjustFen, line.goodsPaidFen, line.freightFen, line.payableFen, line.pointsUsed],
    ]),
})
