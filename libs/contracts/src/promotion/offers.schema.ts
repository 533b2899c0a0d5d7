import { z } from 'zod'
import { MAX_PRICE_FEN } from '../catalog/catalog.terms.js'
import { PLATFORMS } from '../order/order.terms.js'
import { saved, versionBody } from '../catalog/catalog-editing.schema.js'
import { endpoint } from '../endpoint.js'
import { at, done, fen, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
import { offersRoutes } from './offers.routes.js'
import { OFFER_KINDS, OFFER_MEASURES, OFFER_PHASES, PROMOTION_LIMITS } from './promotion.terms.js'
import { scope } from './scope.schema.js'

const amount = z.int().min(1).max(MAX_PRICE_FEN)
const shareBp = z.int().min(1).max(10_000)
const off = z.union([z.strictObject({ fen: amount }), z.strictObject({ offBp: shareBp })])
const tier = z.strictObject({ from: amount, off })

const fullReduction = z.strictObject({
  kind: z.literal('full_reduction'),
  measure: z.enum(OFFER_MEASURES),
  tiers: z.array(tier).min(1).max(PROMOTION_LIMITS.tiers),
  repeat: z.boolean(),
  maxTimes: z.int().min(1).max(100).nullable(),
  capFen: amount.nullable(),
})
const nthPiece = z.strictObject({ kind: z.literal('nth_piece'), nth: z.int().min(2).max(9), offBp: shareBp })
const item = z.strictObject({ skuId: uuid, qty: z.int().min(1).max(99) })
const bundle = z.strictObject({
  kind: z.literal('bundle'),
  items: z.array(item).min(2).max(PROMOTION_LIMITS.bundleItems),
  priceFen: amount,
})
const gift = z.strictObject({
  kind: z.literal('gift'),
  measure: z.enum(OFFER_MEASURES),
  from: amount,
  gifts: z.array(item).min(1).max(PROMOTION_LIMITS.gifts),
})
type Refuse = (path: string, message: string) => void

const checkTiers = ({ tiers, measure, repeat }: z.infer<typeof fullReduction>, refuse: Refuse): void => {
  const before = (index: number) => tiers[index - 1]
  if (!tiers.every((step, index) => step.from > (before(index)?.from ?? 0)))
    refuse('tiers', 'each tier begins above the one before')
  if (repeat && (tiers.length > 1 || !tiers.every(({ off: taken }) => 'fen' in taken)))
    refuse('repeat', 'only one tier of an amount repeats')
  if (measure === 'amount' && tiers.some((step) => 'fen' in step.off && step.off.fen > step.from))
    refuse('tiers', 'takes more off than it asks for')
  if (!tiers.every((step, index) => takesMore(step.off, before(index)?.off)))
    refuse('tiers', 'each tier takes more off than the one before')
}

/** An amount and a share cannot be told apart without the goods. */
const takesMore = (taken: z.infer<typeof off>, less: z.infer<typeof off> | undefined): boolean => {
  if (less === undefined || 'fen' in taken !== 'fen' in less) return true
  return 'fen' in taken && 'fen' in less
    ? taken.fen > less.fen
    : 'offBp' in taken && 'offBp' in less && taken.offBp > less.offBp
}

const stepsOf = (rule: z.infer<typeof rules>): number[] => {
  if (rule.kind === 'full_reduction') return rule.measure === 'pieces' ? rule.tiers.map(({ from }) => from) : []
  return rule.kind === 'gift' && rule.measure === 'pieces' ? [rule.from] : []
}
const namedBy = (rule: z.infer<typeof rules>): readonly { skuId: string }[] => {
  if (rule.kind === 'bundle') return rule.items
  return rule.kind === 'gift' ? rule.gifts : []
}

const rules = z.discriminatedUnion('kind', [fullReduction, nthPiece, bundle, gift])
/**
 * Pieces up to 999 where pieces are measured. Tiers rise in `from` and in what they take off; `repeat` goes with one tier of an amount; a bundle
 * and a gift name each SKU once. The server checks all of it and answers VALIDATION_FAILED with the path.
 */
export const offerRule = rules.superRefine((rule, check) => {
  const refuse: Refuse = (path, message) => check.addIssue({ code: 'custom', path: [path], message })
  if (stepsOf(rule).some((from) => from > MAX_LINE_QTY)) refuse('measure', `at most ${MAX_LINE_QTY} pieces`)
  if (rule.kind === 'full_reduction') checkTiers(rule, refuse)
  const named = namedBy(rule)
  if (new Set(named.map(({ skuId }) => skuId)).size < named.length)
    refuse(rule.kind === 'bundle' ? 'items' : 'gifts', 'each SKU once')
})
export type OfferRuleBody = z.infer<typeof offerRule>

const offerFields = {
  name: z.string().trim().min(1).max(PROMOTION_LIMITS.name),
  /** The campaign it belongs to (618, 双十一 …), as the calendar groups; null = none. */
  campaign: z.string().trim().min(1).max(PROMOTION_LIMITS.campaign).nullable(),
  /** Lower comes first; promotions of one number in the order of their ids. */
  priority: z.int().min(0).max(9_999),
  scope,
  /** null = on every platform. */
  platforms: z.array(z.enum(PLATFORMS)).min(1).nullable(),
  fromAt: at,
  untilAt: at,
  /** How many orders may use it in all and for one member; null = without a limit. */
  totalLimit: z.int().min(1).max(10_000_000).nullable(),
  memberLimit: z.int().min(1).max(999).nullable(),
  rule: offerRule,
}
const hasDays = ({ fromAt, untilAt }: { fromAt: string; untilAt: string }): boolean =>
  Date.parse(fromAt) < Date.parse(untilAt)
const DAYS = { path: ['untilAt'], error: 'ends before it begins' }
export const offerBody = z.strictObject(offerFields).refine(hasDays, DAYS)
export type OfferBody = z.infer<typeof offerBody>
export const changeOfferBody = z.strictObject({ version: z.int().min(1), ...offerFields }).refine(hasDays, DAYS)
export type ChangeOfferBody = z.infer<typeof changeOfferBody>

/** A SKU that a launch or a preview names: what it would cost and what stands against it. */
const named = { skuId: uuid, spuId: uuid, title: z.string(), skuLabel: z.string() }
export const offer = z.object({
  id: uuid,
  version: z.int(),
  phase: z.enum(OFFER_PHASES),
  kind: z.enum(OFFER_KINDS),
  ...offerFields,
  usedCount: z.int(),
  createdBy: z.string(),
  approvedBy: z.string().nullable(),
  launchedAt: at.nullable(),
  stoppedAt: at.nullable(),
  /** SKUs it may bring below their floor, which is why a second person has to agree; at most 50 are named. */
  belowFloor: z.array(z.object({ ...named, floorFen: fen, lowestFen: fen })),
})
export type OfferView = z.infer<typeof offer>
export const offersQuery = z.strictObject({
  ...pageQuery,
  phase: z.enum(OFFER_PHASES).optional(),
  kind: z.enum(OFFER_KINDS).optional(),
  q: z.string().trim().max(40).optional(),
})
export type OffersQuery = z.infer<typeof offersQuery>
/** Shop days, both included; at most a year. */
export const calendarQuery = z.strictObject({ from: z.iso.date(), to: z.iso.date() })
export type CalendarQuery = z.infer<typeof calendarQuery>
export const calendar = z.object({
  items: z.array(
    z.object({
      id: uuid,
      what: z.enum(['offer', 'coupon']),
      name: z.string(),
      campaign: z.string().nullable(),
      phase: z.enum(OFFER_PHASES),
      fromAt: at,
      untilAt: at,
    }),
  ),
})
export type CalendarView = z.infer<typeof calendar>

/**
 * The offer as it stands in the form, tried on what was really ordered in the last days, as if it had run all along and without
 * its limits; nothing is kept. Each order is priced twice from its own frozen facts: as it was, and with the offer.
 */
export const previewBody = z.strictObject({ offer: offerBody, days: z.int().min(1).max(90) })
export type PreviewBody = z.infer<typeof previewBody>
export const preview = z.object({
  /** Orders looked at (at most 2 000, the newest), and those whose payable would have been another one. */
  orders: z.int(),
  /** Those it applied to; a gift makes nothing cheaper. */
  applied: z.int(),
  cheaper: z.int(),
  dearer: z.int(),
  payableFen: fen,
  wouldBeFen: fen,
  /** What it would have taken off, before coupons shrink with what they are measured on. */
  discountFen: fen,
  /** SKUs it would have sold below their floor, with the least paid for a piece; at most 50, the deepest first. */
  belowFloor: z.array(z.object({ ...named, floorFen: fen, lowestFen: fen })),
  /** Those it changes most, and some it does not with the reason (`why`). */
  samples: z.array(
    z.object({ orderId: uuid, orderNo: z.string(), payableFen: fen, wouldBeFen: fen, why: z.string().nullable() }),
  ),
})
export type PreviewView = z.infer<typeof preview>

/** A thing given along, as a shopper sees it. */
export const giftTag = z.object({ ...named, picture: picture.nullable(), qty: z.int() })
export type GiftTag = z.infer<typeof giftTag>
/** A promotion in the words of a shopper, for pages and the cart. */
export const offerTag = z.object({
  id: uuid,
  kind: z.enum(OFFER_KINDS),
  /** 满99减20 */
  label: z.string(),
  name: z.string(),
  untilAt: at,
  /** For clients that make the words themselves. */
  rule: rules,
  /** What a gift promotion gives, as far as it is still on sale. */
  gifts: z.array(giftTag),
})
export type OfferTag = z.infer<typeof offerTag>
/** The same on a card: nothing but its words. */
export const offerMark = z.object({ id: uuid, label: z.string() })
export type OfferMark = z.infer<typeof offerMark>
/** What somebody reads who looks for goods to reach it. */
export const shopOffer = offerTag.extend({
  fromAt: at,
  platforms: z.array(z.enum(PLATFORMS)).nullable(),
  /** Its tiers, steps and limits, a sentence each. */
  words: z.array(z.string()),
  /** 全部商品, 限水果、零食 …: what it is for, in words. */
  scopeText: z.string(),
  scopeAll: z.boolean(),
})
export type ShopOffer = z.infer<typeof shopOffer>

export const offersEndpoints = {
  list: endpoint(offersRoutes.list, { query: offersQuery, reply: page(offer) }),
  calendar: endpoint(offersRoutes.calendar, { query: calendarQuery, reply: calendar }),
  one: endpoint(offersRoutes.one, { params: idParams, reply: offer }),
  add: endpoint(offersRoutes.add, { body: offerBody, reply: saved }),
  preview: endpoint(offersRoutes.preview, { body: previewBody, reply: preview }),
  change: endpoint(offersRoutes.change, { params: idParams, body: changeOfferBody, reply: saved }),
  launch: endpoint(offersRoutes.launch, { params: idParams, body: versionBody, reply: offer }),
  approve: endpoint(offersRoutes.approve, { params: idParams, body: versionBody, reply: offer }),
  discard: endpoint(offersRoutes.discard, { params: idParams, reply: done }),
  clone: endpoint(offersRoutes.clone, { params: idParams, reply: saved }),
  shown: endpoint(offersRoutes.shown, { params: idParams, reply: shopOffer }),
  stop: endpoint(offersRoutes.stop, { params: idParams, reply: saved }),
}
