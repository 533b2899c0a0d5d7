import { freightRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import { present } from '@jishi/kernel/assert'
import { formatFen, negateFen, subFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { CouponFacts } from './coupon-facts.js'
import type { PriceContext } from './facts.js'
import { beforePoints, chargeOf, fits, type FreightCharge } from './freight-charge.js'
import type { FreightFacts, FreightTemplate } from './freight-facts.js'
import { couponNaming } from './goods-coupon.js'
import type { GoodsLine } from './goods-line.js'
import type { PricedRule, Refusal, RuleShare } from './receipt.js'
import { refusalOf } from './refusals.js'
import { appliedRule, refusedRule, sharesOf } from './rules.js'
import { shippingOff } from './shipping-coupon.js'

/** Where the parcel goes, and the coupon for its freight. */
export interface Sending {
  readonly freight: FreightFacts
  readonly regionCode: string | null
  readonly coupon: CouponFacts | null
  /** An exclusive coupon is in use. */
  readonly barred: boolean
  readonly context: PriceContext
}

export interface Freight {
  readonly totalFen: Fen
  /** What each line of the parcel bears, by its SKU; a line that is missing bears nothing. */
  readonly shares: ReadonlyMap<string, Fen>
  readonly rules: readonly PricedRule[]
  readonly deliverable: boolean
}

const naming = (code: string, label: string) => ({ stage: 'freight' as const, code, label })
const templateNaming = ({ id, name }: FreightTemplate) =>
  naming(freightRuleCode(id), id === null ? '运费' : `运费 · ${name}`)

/** The templates of the parcel in the order of their ids, the shop's own first, each asked for all its lines. */
const chargesOf = (parcel: readonly GoodsLine[], { freight, regionCode }: Sending): readonly FreightCharge[] => {
  const ids = [...new Set(parcel.map(({ facts }) => facts.freightTemplateId))]
  return ids
    .sort((left, right) => ((left ?? '') < (right ?? '') ? -1 : 1))
    .map((id) => {
      const template = present(
        freight.templates.find((one) => one.id === id),
        'the freight template of a line',
      )
      const lines = parcel.filter(({ facts }) => facts.freightTemplateId === id)
      return chargeOf(template, lines, regionCode)
    })
}

/** Freight follows the value of the goods; goods that cost nothing share it by pieces. */
const weighing = (parcel: readonly GoodsLine[]): ((line: GoodsLine) => number) => {
  const byValue = parcel.some((line) => beforePoints(line) > 0)
  return byValue ? beforePoints : ({ qty }) => qty
}

/** The shares of each template: of what the lines still have to bear, so that all rules together give each line's part. */
const templateShares = (
  charges: readonly FreightCharge[],
  toBear: readonly RuleShare[],
): readonly (readonly RuleShare[])[] => {
  let open = toBear
  return charges.map(({ amountFen }) => {
    const shares = sharesOf(amountFen, open, (share) => share.amountFen)
    open = open.map(({ skuId, amountFen: before }, position) => ({
      skuId,
      amountFen: subFen(before, at(shares, position)),
    }))
    return shares
  })
}

const chargeRule = (charge: FreightCharge, freed: boolean, shares: readonly RuleShare[]): PricedRule =>
  freed || charge.free
    ? refusedRule(templateNaming(charge.template), refusalOf('already_free'))
    : appliedRule(templateNaming(charge.template), charge.amountFen, shares, charge.next)

const freeRule = (freeOverFen: Fen, goodsFen: Fen, freightFen: Fen): PricedRule => {
  const free = naming('freight.free_over', `满 ${formatFen(freeOverFen)} 元包邮`)
  if (goodsFen >= freeOverFen) return appliedRule(free, zeroFen, [])
  return refusedRule(free, refusalOf('short_amount', { fen: subFen(freeOverFen, goodsFen), gainFen: freightFen }))
}

const couponRule = (coupon: CouponFacts, verdict: Fen | Refusal, off: readonly RuleShare[]): PricedRule => {
  const named = { stage: 'freight' as const, ...couponNaming(coupon) }
  if (typeof verdict !== 'number') return refusedRule(named, verdict)
  const shares = off.map(({ skuId, amountFen }) => ({ skuId, amountFen: negateFen(amountFen) }))
  return appliedRule(named, negateFen(verdict), shares)
}

/** What the lines bear of the sum that is left, and how the coupon lowered it, both by the same weights. */
const borneBy = (parcel: readonly GoodsLine[], totalFen: Fen, offFen: Fen) => {
  const weightOf = weighing(parcel)
  const borne = sharesOf(totalFen, parcel, weightOf)
  const off = sharesOf(offFen, parcel, weightOf)
  const gross = parcel.map(({ skuId }, position) => ({
    skuId,
    amountFen: sumFen([borne, off].map((of) => at(of, position))),
  }))
  return { borne, off, gross }
}

const at = (shares: readonly RuleShare[], position: number): Fen => present(shares[position], 'share').amountFen

const delivers = (charges: readonly FreightCharge[], { freight, regionCode }: Sending): boolean =>
  charges.length === 0 || (!fits(freight.noDeliveryPrefixes, regionCode) && charges.every((charge) => charge.delivers))

/**
 * Stage 5, over the lines of the parcel; without any there is nothing to send, wherever the buyer lives. Thresholds are measured on the
 * goods after the goods coupon and before points. Every rule stands on the receipt, those that did not apply with their reason.
 */
export function freightOf(lines: readonly GoodsLine[], sending: Sending): Freight {
  const { coupon, barred, context } = sending
  const { freeOverFen } = sending.freight
  const parcel = lines.filter(({ facts }) => facts.parcel)
  const charges = chargesOf(parcel, sending)
  const goodsFen = sumFen(parcel.map(beforePoints))
  const freed = freeOverFen !== null && goodsFen >= freeOverFen
  const freightFen = freed ? zeroFen : sumFen(charges.map(({ amountFen }) => amountFen))
  const verdict = coupon === null ? zeroFen : shippingOff(coupon, { lines, freightFen, barred, context })
  const offFen = typeof verdict === 'number' ? verdict : zeroFen
  const totalFen = subFen(freightFen, offFen)
  const { borne, off, gross } = borneBy(parcel, totalFen, offFen)
  const byTemplate = freed ? [] : templateShares(charges, gross)
  const deliverable = delivers(charges, sending)
  return {
    totalFen,
    shares: new Map(borne.map(({ skuId, amountFen }) => [skuId, amountFen])),
    rules: [
      ...charges.map((charge, position) => chargeRule(charge, freed, byTemplate[position] ?? [])),
      ...(freeOverFen === null || parcel.length === 0 ? [] : [freeRule(freeOverFen, goodsFen, freightFen)]),
      ...(coupon === null ? [] : [couponRule(coupon, verdict, off)]),
      ...(deliverable ? [] : [refusedRule(naming('freight.no_delivery', '配送范围'), refusalOf('no_delivery'))]),
    ],
    deliverable,
  }
}
