import { z } from 'zod'
import { MAX_PRICE_FEN } from '../catalog/catalog.terms.js'
import { PLATFORMS } from '../order/order.terms.js'
import { at, fen, pageQuery, picture, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
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
/**
 * Pieces up to 999 where pieces are measured. Tiers rise in `from` and in what they take off; `repeat` goes with one tier of an amount; a bundle
 * and a gift name each SKU once. The server checks all of it and answers VALIDATION_FAILED with the path.
 */
export const offerRule = z
  .discriminatedUnion('kind', [fullReduction, nthPiece, bundle, gift])
  .superRefine((rule, check) => {
    const refuse = (path: string, message: string): void => check.addIssue({ code: 'custom', path: [path], message })
    if ('measure' in rule && rule.measure === 'pieces') {
      const steps = rule.kind === 'gift' ? [rule.from] : rule.tiers.map((step) => step.from)
      if (steps.some((from) => from > MAX_LINE_QTY)) refuse('measure', `at most ${MAX_LINE_QTY} pieces`)
    }
    if (rule.kind === 'full_reduction') {
      const rising = rule.tiers.every((step, index) => index === 0 || step.from > (rule.tiers[index - 1]?.from ?? 0))
      if (!rising) refuse('tiers', 'each tier begins above the one before')
      if (rule.repeat && (rule.tiers.length > 1 || !('fen' in (rule.tiers[0]?.off ?? {})))) {
        refuse('repeat', 'only one tier of an amount repeats')
      }
      if (rule.measure === 'amount' && rule.tiers.some((step) => 'fen' in step.off && step.off.fen > step.from)) {
        refuse('tiers', 'takes more off than it asks for')
      }
    }
    const named = rule.kind === 'bundle' ? rule.items : rule.kind === 'gift' ? rule.gifts : []
    if (new Set(named.map((one) => one.skuId)).size < named.length) refuse('items', 'each SKU once')
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
export const offerBody = z.strictObject(offerFields)
export type OfferBody = z.infer<typeof offerBody>
export const changeOfferBody = z.strictObject({ version: z.int().min(1), ...offerFields })
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

/** The offer as it stands in the form, tried on what was really ordered in the last days; nothing is kept. */
export const previewBody = z.strictObject({ offer: offerBody, days: z.int().min(1).max(90) })
export type PreviewBody = z.infer<typeof previewBody>
export const preview = z.object({
  /** Orders looked at (at most 2 000, the newest), and those whose payable would have been another one. */
  orders: z.int(),
  cheaper: z.int(),
  dearer: z.int(),
  payableFen: fen,
  wouldBeFen: fen,
  discountFen: fen,
  /** Sums of what was paid for goods below their floor, were it live. */
  belowFloor: z.array(z.object({ ...named, floorFen: fen, lowestFen: fen })),
  samples: z.array(
    z.object({ orderId: uuid, orderNo: z.string(), payableFen: fen, wouldBeFen: fen, why: z.string().nullable() }),
  ),
})
export type PreviewView = z.infer<typeof preview>

/** A promotion in the words of a shopper, for cards, pages and the cart. */
export const offerTag = z.object({
  id: uuid,
  kind: z.enum(OFFER_KINDS),
  /** 满99减20 */
  label: z.string(),
  name: z.string(),
  untilAt: at,
})
export type OfferTag = z.infer<typeof offerTag>
export const giftTag = z.object({ ...named, picture: picture.nullable(), qty: z.int() })
