import type { Platform } from '@jishi/contracts/order/order.terms'
import type { CouponTemplateBody, CouponTemplateView } from '@jishi/contracts/promotion/coupons.schema'
import type { CouponKind, CouponWay } from '@jishi/contracts/promotion/promotion.terms'
import type { ScopeBody } from '@jishi/contracts/promotion/scope.schema'
import { countOf, need, type Flaws } from '@/composables/typed-fields'
import { isoOfShopTime, timeText } from '@/composables/shop-time'
import { shareOf, shareText } from '@/views/promotion/offer-draft'
import { everything, namesNothing, scopeOf } from '@/views/promotion/scope/scope-draft'
import { fenOf, yuanOf } from '@/views/settings/setting-text'

/** What the form of a coupon holds, the fields of all kinds, as they are typed. */
export interface CouponDraft {
  name: string
  kind: CouponKind
  amount: string
  share: string
  cap: string
  threshold: string
  scope: ScopeBody
  exclusive: boolean
  platforms: Platform[]
  way: CouponWay
  listed: boolean
  total: string
  perMember: string
  claimFrom: string
  claimUntil: string
  validity: 'days' | 'times'
  useFrom: string
  useUntil: string
  validDays: string
}

export const freshCoupon = (): CouponDraft => ({
  ...{
    name: '',
    kind: 'amount',
    amount: '',
    share: '8.5',
    cap: '',
    threshold: '',
    scope: everything(),
    exclusive: false,
  },
  ...{ platforms: [], way: 'claim', listed: true, total: '1000', perMember: '1', claimFrom: '', claimUntil: '' },
  ...{ validity: 'days', useFrom: '', useUntil: '', validDays: '7' },
})

const yuan = (fen: number | null): string => (fen === null || fen === 0 ? '' : yuanOf(fen))
const wall = (at: string | null): string => (at === null ? '' : timeText(at))
export const couponDraftOf = (view: CouponTemplateView): CouponDraft => ({
  ...{ name: view.name, kind: view.kind, amount: yuan(view.amountFen), cap: yuan(view.capFen) },
  ...{ share: view.offBp === null ? '8.5' : shareText(view.offBp), threshold: yuan(view.thresholdFen) },
  ...{ scope: scopeOf(view.scope), exclusive: view.exclusive, platforms: [...(view.platforms ?? [])] },
  ...{ way: view.way, listed: view.listed, total: String(view.total), perMember: String(view.perMember) },
  ...{ claimFrom: wall(view.claimFromAt), claimUntil: wall(view.claimUntilAt) },
  ...{
    validity: view.validDays === null ? 'times' : 'days',
    useFrom: wall(view.useFromAt),
    useUntil: wall(view.useUntilAt),
  },
  validDays: view.validDays === null ? '' : String(view.validDays),
})

/** What it takes off, by its kind; an empty amount of a shipping coupon means all of the freight. */
const worthOf = (draft: CouponDraft, flaws: Flaws): Pick<CouponTemplateBody, 'amountFen' | 'offBp' | 'capFen'> => {
  const { kind } = draft
  const amount = (path: string, text: string): number =>
    need(flaws, path, fenOf(text) || undefined, 'offer.flaw.amount', 1)
  if (kind === 'percent') {
    const capFen = draft.cap.trim() === '' ? null : amount('capFen', draft.cap)
    return { amountFen: null, offBp: need(flaws, 'offBp', shareOf(draft.share), 'offer.flaw.share', 1), capFen }
  }
  const whole = kind === 'shipping' && draft.amount.trim() === ''
  return { amountFen: whole ? null : amount('amountFen', draft.amount), offBp: null, capFen: null }
}
const validityOf = (
  draft: CouponDraft,
  flaws: Flaws,
): Pick<CouponTemplateBody, 'useFromAt' | 'useUntilAt' | 'validDays'> => {
  if (draft.validity === 'days') {
    const validDays = need(flaws, 'validDays', countOf(draft.validDays), 'offer.flaw.count', 1)
    return { useFromAt: null, useUntilAt: null, validDays }
  }
  const moment = (path: string, text: string): string => need(flaws, path, isoOfShopTime(text), 'offer.flaw.time', '')
  return {
    useFromAt: moment('useFromAt', draft.useFrom),
    useUntilAt: moment('useUntilAt', draft.useUntil),
    validDays: null,
  }
}

/** What is sent, and what of the typing cannot be read, by the paths of the server. */
export const couponBodyOf = (draft: CouponDraft): { body: CouponTemplateBody; flaws: Flaws } => {
  const flaws: Flaws = new Map()
  const name = draft.name.trim()
  if (name === '') flaws.set('name', 'offer.flaw.name')
  if (namesNothing(draft.scope)) flaws.set('scope', 'offer.flaw.scope')
  const threshold = draft.threshold.trim()
  const moment = (path: string, text: string): string => need(flaws, path, isoOfShopTime(text), 'offer.flaw.time', '')
  const body: CouponTemplateBody = {
    ...{ name, kind: draft.kind, scope: draft.scope, way: draft.way },
    ...worthOf(draft, flaws),
    ...validityOf(draft, flaws),
    thresholdFen: threshold === '' ? 0 : need(flaws, 'thresholdFen', fenOf(threshold), 'offer.flaw.amount', 0),
    exclusive: draft.kind !== 'shipping' && draft.exclusive,
    platforms: draft.platforms.length === 0 ? null : draft.platforms,
    listed: draft.way === 'claim' && draft.listed,
    total: need(flaws, 'total', countOf(draft.total), 'offer.flaw.count', 1),
    perMember:
      draft.way === 'new_member' ? 1 : need(flaws, 'perMember', countOf(draft.perMember), 'offer.flaw.count', 1),
    claimFromAt: moment('claimFromAt', draft.claimFrom),
    claimUntilAt: moment('claimUntilAt', draft.claimUntil),
  }
  return { body, flaws }
}
