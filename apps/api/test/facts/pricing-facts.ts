import type {
  CouponFacts,
  FreightRate,
  FreightTemplate,
  GiftFacts,
  LineFacts,
  ListPrice,
  OfferFacts,
  OfferRule,
  PriceContext,
  PricingFacts,
  Receipt,
  Scope,
} from '../../src/modules/pricing/index.js'
import { everybody, flatFreight, noExtras } from '../../src/modules/pricing/index.js'
import { fen } from '@jishi/kernel/money'
import { addMs, dayMs, instantOf } from '@jishi/kernel/time'

/** The moment at which everything in these facts happens, and days around it. */
export const NOW = instantOf('2026-11-11T00:00:00Z')
export const DAYS = { fromAt: addMs(NOW, -dayMs), untilAt: addMs(NOW, dayMs) }

export const context = (change: Partial<PriceContext> = {}): PriceContext => ({ ...everybody(NOW), ...change })

const noNames = { spuIds: [], categoryIds: [], brandIds: [] }
export const ALL: Scope = { all: true, named: noNames, excluded: noNames }
export const ofProducts = (...spuIds: string[]): Scope => ({ ...ALL, all: false, named: { ...noNames, spuIds } })
export const exceptProducts = (...spuIds: string[]): Scope => ({ ...ALL, excluded: { ...noNames, spuIds } })

export const price = (priceFen: number, change: Partial<ListPrice> = {}): ListPrice => ({
  ...{ list: 'base', minQty: 1, priceFen: fen(priceFen), fromAt: null, untilAt: null, limited: false, alone: false },
  ...change,
})

/** A line whose product is called like its SKU. */
export const line = (skuId: string, qty: number, priceFen: number, change: Partial<LineFacts> = {}): LineFacts => ({
  ...{ skuId, qty, prices: [price(priceFen)], parcel: true, spuId: skuId, categoryIds: [], brandId: null },
  ...{ weightG: 0, volumeCm3: 0, freightTemplateId: null },
  ...change,
})

export const offer = (rule: OfferRule, change: Partial<OfferFacts> = {}): OfferFacts => ({
  ...{ id: 'o1', kind: rule.kind, name: '大促', priority: 0, scope: ALL, platforms: null, ...DAYS, rule },
  ...{ left: null, leftForBuyer: null },
  ...change,
})

/** 满 from 减 off, in fen. */
export const reduction = (
  from: number,
  off: number,
  change: Partial<Extract<OfferRule, { kind: 'full_reduction' }>> = {},
): Extract<OfferRule, { kind: 'full_reduction' }> => ({
  ...{ kind: 'full_reduction', measure: 'amount', tiers: [{ from, off: { fen: fen(off) } }] },
  ...{ repeat: false, maxTimes: null, capFen: null },
  ...change,
})

export const giftOf = (skuId: string, change: Partial<GiftFacts> = {}): GiftFacts => ({
  ...{ skuId, qty: 1, valueFen: fen(500), available: 100 },
  ...change,
})

export const coupon = (change: Partial<CouponFacts> = {}): CouponFacts => ({
  ...{ id: 'c1', name: '优惠券', kind: 'amount', amountFen: fen(800), offBp: null, capFen: null },
  ...{ thresholdFen: fen(0), scope: ALL, platforms: null, ...DAYS, exclusive: false },
  ...change,
})

export const rate = (first: number, firstFen: number, change: Partial<FreightRate> = {}): FreightRate => ({
  ...{
    regionPrefixes: [],
    first,
    firstFen: fen(firstFen),
    next: 1,
    nextFen: fen(0),
    freeOverFen: null,
    freeOverQty: null,
  },
  ...change,
})

export const template = (id: string | null, change: Partial<FreightTemplate> = {}): FreightTemplate => ({
  ...{ id, name: `模板 ${id ?? ''}`, unit: 'piece', rates: [rate(1, 600)], noDeliveryPrefixes: [] },
  ...change,
})

/** An order in a shop that sends for nothing, to 杭州. */
export const order = (lines: readonly LineFacts[], change: Partial<PricingFacts> = {}): PricingFacts => ({
  ...{ context: context(), lines, ...noExtras, freight: flatFreight(fen(0), null, []) },
  ...{ regionCode: '330106', minimumFen: fen(0) },
  ...change,
})

export const paidOf = ({ lines }: Receipt): readonly number[] => lines.map(({ goodsPaidFen }) => goodsPaidFen)

/** A rule as briefly as it can be told: its code, what it takes off, or why nothing. */
export const told = ({ rules }: Receipt): readonly (readonly [string, number | string])[] =>
  rules
    .filter(({ code }) => code !== 'freight.flat')
    .map(({ code, applied, amountFen, refusal }) => [code, applied ? amountFen : (refusal?.code ?? '')])
