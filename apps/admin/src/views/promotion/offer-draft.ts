import type { Platform } from '@jishi/contracts/order/order.terms'
import type { OfferBody, OfferRuleBody, OfferView } from '@jishi/contracts/promotion/offers.schema'
import type { OfferKind, OfferMeasure } from '@jishi/contracts/promotion/promotion.terms'
import type { ScopeBody } from '@jishi/contracts/promotion/scope.schema'
import { countOf, need, type Flaws } from '@/composables/typed-fields'
import { isoOfShopTime, timeText } from '@/composables/shop-time'
import type { CopyKey } from '@/copy'
import { fenOf, yuanOf } from '@/views/settings/setting-text'
import { everything, namesNothing, scopeOf } from './scope/scope-draft'

/** A step of a reduction as it is typed; `way` says whether `off` is yuan or a price in tenths (8 = 8 折). */
export interface TierDraft {
  key: number
  from: string
  way: 'fen' | 'share'
  off: string
}
export interface PieceDraft {
  skuId: string
  qty: string
}
/** What the form of a promotion holds: the fields of all kinds, so that changing the kind loses none. */
export interface OfferDraft {
  kind: OfferKind
  name: string
  campaign: string
  priority: string
  scope: ScopeBody
  platforms: Platform[]
  from: string
  until: string
  totalLimit: string
  memberLimit: string
  measure: OfferMeasure
  tiers: TierDraft[]
  repeat: boolean
  maxTimes: string
  cap: string
  nth: string
  nthShare: string
  items: PieceDraft[]
  bundlePrice: string
  giftFrom: string
  gifts: PieceDraft[]
}

let keys = 0
export const freshTier = (): TierDraft => ({ key: (keys += 1), from: '', way: 'fen', off: '' })
export const freshOffer = (): OfferDraft => ({
  ...{ kind: 'full_reduction', name: '', campaign: '', priority: '100', scope: everything(), platforms: [] },
  ...{ from: '', until: '', totalLimit: '', memberLimit: '', measure: 'amount', tiers: [freshTier()] },
  ...{
    repeat: false,
    maxTimes: '',
    cap: '',
    nth: '2',
    nthShare: '5',
    items: [],
    bundlePrice: '',
    giftFrom: '',
    gifts: [],
  },
})

const WHOLE_BP = 10_000
const TENTH_BP = 1_000
/** 8.5 折 is typed as 8.5 and takes 15 % off. Whole hundredths only; undefined for what is no price of that kind. */
export const shareOf = (text: string): number | undefined => {
  const match = /^(\d)(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (match === null) return undefined
  const paidBp = Number(match[1]) * TENTH_BP + Number((match[2] ?? '').padEnd(2, '0')) * 10
  return WHOLE_BP - paidBp > 0 ? WHOLE_BP - paidBp : undefined
}
export const shareText = (offBp: number): string => String((WHOLE_BP - offBp) / TENTH_BP)

const optional = (value: number | null): string => (value === null ? '' : String(value))
const thresholdText = (from: number, measure: OfferMeasure): string =>
  measure === 'amount' ? yuanOf(from) : String(from)

const ruleDraft = (rule: OfferRuleBody): Partial<OfferDraft> => {
  if (rule.kind === 'full_reduction') {
    const { measure, repeat } = rule
    const tiers = rule.tiers.map(({ from, off }): TierDraft => ({
      ...{ key: (keys += 1), from: thresholdText(from, measure), way: 'fen' in off ? 'fen' : 'share' },
      off: 'fen' in off ? yuanOf(off.fen) : shareText(off.offBp),
    }))
    return {
      measure,
      repeat,
      tiers,
      maxTimes: optional(rule.maxTimes),
      cap: rule.capFen === null ? '' : yuanOf(rule.capFen),
    }
  }
  if (rule.kind === 'nth_piece') return { nth: String(rule.nth), nthShare: shareText(rule.offBp) }
  const typed = (list: readonly { skuId: string; qty: number }[]): PieceDraft[] =>
    list.map(({ skuId, qty }) => ({ skuId, qty: String(qty) }))
  if (rule.kind === 'bundle') return { items: typed(rule.items), bundlePrice: yuanOf(rule.priceFen) }
  return { measure: rule.measure, giftFrom: thresholdText(rule.from, rule.measure), gifts: typed(rule.gifts) }
}
export const offerDraftOf = (offer: OfferView): OfferDraft => ({
  ...freshOffer(),
  ...{ kind: offer.kind, name: offer.name, campaign: offer.campaign ?? '', priority: String(offer.priority) },
  ...{ scope: scopeOf(offer.scope), platforms: [...(offer.platforms ?? [])] },
  ...{ from: timeText(offer.fromAt), until: timeText(offer.untilAt) },
  ...{ totalLimit: optional(offer.totalLimit), memberLimit: optional(offer.memberLimit) },
  ...ruleDraft(offer.rule),
})

/** Reads typed fields one by one and notes those that cannot be read under the path of the server. */
class Reader {
  readonly flaws: Flaws = new Map()
  need = <Value>(path: string, value: Value | undefined, words: CopyKey, otherwise: Value): Value =>
    need(this.flaws, path, value, words, otherwise)
  amount = (path: string, text: string): number => this.need(path, fenOf(text) || undefined, 'offer.flaw.amount', 1)
  count = (path: string, text: string): number => this.need(path, countOf(text), 'offer.flaw.count', 1)
  share = (path: string, text: string): number => this.need(path, shareOf(text), 'offer.flaw.share', 1)
  maybe = (text: string, read: (text: string) => number): number | null => (text.trim() === '' ? null : read(text))
  threshold = (path: string, text: string, measure: OfferMeasure): number =>
    measure === 'amount' ? this.amount(path, text) : this.count(path, text)
  moment = (path: string, text: string): string => this.need(path, isoOfShopTime(text), 'offer.flaw.time', '')
}

const piecesOf = (read: Reader, path: string, list: readonly PieceDraft[], least: number) => {
  if (list.length < least) read.flaws.set(path, least > 1 ? 'offer.flaw.items' : 'offer.flaw.gifts')
  return list.map(({ skuId, qty }, at) => ({ skuId, qty: read.count(`${path}.${at}.qty`, qty) }))
}
const ruleOf = (read: Reader, draft: OfferDraft): OfferRuleBody => {
  const { kind, measure } = draft
  if (kind === 'nth_piece') {
    return { kind, nth: read.count('rule.nth', draft.nth), offBp: read.share('rule.offBp', draft.nthShare) }
  }
  if (kind === 'bundle') {
    const priceFen = read.amount('rule.priceFen', draft.bundlePrice)
    return { kind, items: piecesOf(read, 'rule.items', draft.items, 2), priceFen }
  }
  if (kind === 'gift') {
    const from = read.threshold('rule.from', draft.giftFrom, measure)
    return { kind, measure, from, gifts: piecesOf(read, 'rule.gifts', draft.gifts, 1) }
  }
  const tiers = draft.tiers.map(({ from, way, off }, at) => ({
    from: read.threshold(`rule.tiers.${at}.from`, from, measure),
    off:
      way === 'fen'
        ? { fen: read.amount(`rule.tiers.${at}.off`, off) }
        : { offBp: read.share(`rule.tiers.${at}.off`, off) },
  }))
  return {
    ...{ kind, measure, tiers, repeat: draft.repeat && draft.tiers.length === 1 },
    maxTimes: draft.repeat ? read.maybe(draft.maxTimes, (text) => read.count('rule.maxTimes', text)) : null,
    capFen: read.maybe(draft.cap, (text) => read.amount('rule.capFen', text)),
  }
}

/** A bundle is for the goods in it: nobody is asked for them twice. */
const scopeToSend = ({ kind, scope }: OfferDraft): ScopeBody => (kind === 'bundle' ? everything() : scope)

/** What is sent, and what of the typing cannot be read. */
export const offerBodyOf = (draft: OfferDraft): { body: OfferBody; flaws: Flaws } => {
  const read = new Reader()
  const rule = ruleOf(read, draft)
  const scope = scopeToSend(draft)
  if (namesNothing(scope)) read.flaws.set('scope', 'offer.flaw.scope')
  const name = draft.name.trim()
  if (name === '') read.flaws.set('name', 'offer.flaw.name')
  const body: OfferBody = {
    ...{ name, campaign: draft.campaign.trim() || null, scope, rule },
    priority: read.need(
      'priority',
      /^\d{1,4}$/.test(draft.priority.trim()) ? Number(draft.priority) : undefined,
      'offer.flaw.priority',
      0,
    ),
    platforms: draft.platforms.length === 0 ? null : draft.platforms,
    fromAt: read.moment('fromAt', draft.from),
    untilAt: read.moment('untilAt', draft.until),
    totalLimit: read.maybe(draft.totalLimit, (text) => read.count('totalLimit', text)),
    memberLimit: read.maybe(draft.memberLimit, (text) => read.count('memberLimit', text)),
  }
  if (body.fromAt !== '' && body.untilAt !== '' && body.fromAt >= body.untilAt)
    read.flaws.set('untilAt', 'offer.flaw.order')
  return { body, flaws: read.flaws }
}
