import type { CouponTemplateView } from '@jishi/contracts/promotion/coupons.schema'
import type { CouponKind, CouponTemplateState, CouponWay } from '@jishi/contracts/promotion/promotion.terms'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Fen } from '@jishi/kernel/money'
import type { Bp } from '@jishi/kernel/rate'
import type { Language } from '../../../infra/http/language.js'
import type { Scope } from '../../pricing/index.js'
import { ruleText, scopeText } from './domain/coupon-words.js'
import type { Validity } from './domain/coupon-days.js'

/** What a coupon says of itself, as its template has it. */
export interface FaceRow {
  readonly templateId: string
  readonly name: string
  readonly kind: CouponKind
  readonly amountFen: Fen | null
  readonly offBp: Bp | null
  readonly capFen: Fen | null
  readonly thresholdFen: Fen
  readonly scope: Scope
  readonly scopeNames: readonly string[]
  readonly exclusive: boolean
  readonly platforms: Platform[] | null
}

export const FACE = `t.id as "templateId", t.name, t.kind, t.amount_fen as "amountFen", t.off_bp as "offBp", t.cap_fen as "capFen",
  t.threshold_fen as "thresholdFen", t.scope, t.scope_names as "scopeNames", t.exclusive, t.platforms`

export interface TemplateRow extends FaceRow, Validity {
  readonly version: number
  readonly state: CouponTemplateState
  readonly way: CouponWay
  readonly listed: boolean
  readonly total: number
  readonly perMember: number
  readonly claimed: number
  readonly claimFromAt: Instant
  readonly claimUntilAt: Instant
  readonly createdAt: Instant
  readonly launchedAt: Instant | null
  readonly stoppedAt: Instant | null
}

export const TEMPLATE = `${FACE}, t.version, t.state, t.way, t.listed, t.total, t.per_member as "perMember", t.claimed,
  t.claim_from_at as "claimFromAt", t.claim_until_at as "claimUntilAt", t.use_from_at as "useFromAt", t.use_until_at as "useUntilAt",
  t.valid_days as "validDays", t.created_at as "createdAt", t.launched_at as "launchedAt", t.stopped_at as "stoppedAt"`

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

/** What goods a scope is for, in the reader's language. */
export const scopeWords = ({ all, named, excluded }: Scope, names: readonly string[], language: Language): string => {
  const counts = { categories: named.categoryIds.length, brands: named.brandIds.length, products: named.spuIds.length }
  const excludes = excluded.categoryIds.length + excluded.brandIds.length + excluded.spuIds.length > 0
  return scopeText({ all, ...counts, excludes, names }, language)
}

/** The two lines of words of a coupon, in the reader's language. */
const wordsOf = (row: FaceRow, language: Language) => ({
  ruleText: ruleText(row, language),
  scopeText: scopeWords(row.scope, row.scopeNames, language),
})

export const faceOf = (row: FaceRow, language: Language) => {
  const { templateId, name, kind, amountFen, offBp, capFen, thresholdFen, exclusive, platforms, scope } = row
  const terms = { templateId, name, kind, amountFen, offBp, capFen, thresholdFen, exclusive, platforms }
  return { ...terms, ...wordsOf(row, language), scopeAll: scope.all }
}

/** When it can be had and used, as the wire has it. */
export const daysOf = (row: TemplateRow) => ({
  claimFromAt: isoOf(row.claimFromAt),
  claimUntilAt: isoOf(row.claimUntilAt),
  useFromAt: isoOrNull(row.useFromAt),
  useUntilAt: isoOrNull(row.useUntilAt),
  validDays: row.validDays,
})

export const templateView = (row: TemplateRow & { used: number }, language: Language): CouponTemplateView => {
  const { templateId, version, state, scope, way, listed, total, perMember, claimed, used } = row
  return {
    ...{ id: templateId, version, state, way, listed, total, perMember, claimed, used },
    ...faceOf(row, language),
    ...{ scope: scope as CouponTemplateView['scope'], ...daysOf(row) },
    createdAt: isoOf(row.createdAt),
    launchedAt: isoOrNull(row.launchedAt),
    stoppedAt: isoOrNull(row.stoppedAt),
  }
}
