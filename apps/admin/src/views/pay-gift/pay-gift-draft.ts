import type { PayGiftBody, PayGiftView } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { ScopeBody } from '@jishi/contracts/promotion/scope.schema'
import { countOf, need, type Flaws } from '@/composables/typed-fields'
import { isoOfShopTime, timeText } from '@/composables/shop-time'
import { everything, namesNothing, scopeOf } from '@/views/promotion/scope/scope-draft'
import { fenOf, yuanOf } from '@/views/settings/setting-text'

/** What the form of a gift holds, as it is typed. */
export interface PayGiftDraft {
  name: string
  threshold: string
  waived: boolean
  scope: ScopeBody
  templateId: string
  from: string
  until: string
  totalLimit: string
  memberLimit: string
}

export const freshPayGift = (): PayGiftDraft => ({
  ...{ name: '', threshold: '', waived: false, scope: everything(), templateId: '' },
  ...{ from: '', until: '', totalLimit: '1000', memberLimit: '1' },
})

const count = (limit: number | null): string => (limit === null ? '' : String(limit))
export const payGiftDraftOf = (view: PayGiftView): PayGiftDraft => ({
  ...{ name: view.name, threshold: view.thresholdFen === 0 ? '' : yuanOf(view.thresholdFen), waived: view.waived },
  ...{ scope: scopeOf(view.scope), templateId: view.gift.templateId },
  ...{ from: timeText(view.fromAt), until: timeText(view.untilAt) },
  ...{ totalLimit: count(view.totalLimit), memberLimit: count(view.memberLimit) },
})

/** What is sent, and what of the typing cannot be read, by the paths of the server. An empty limit is none. */
export const payGiftBodyOf = (draft: PayGiftDraft): { body: PayGiftBody; flaws: Flaws } => {
  const flaws: Flaws = new Map()
  const [name, threshold] = [draft.name.trim(), draft.threshold.trim()]
  if (name === '') flaws.set('name', 'offer.flaw.name')
  if (namesNothing(draft.scope)) flaws.set('scope', 'offer.flaw.scope')
  if (draft.templateId === '') flaws.set('gift', 'payGift.flaw.coupon')
  const moment = (path: string, text: string): string => need(flaws, path, isoOfShopTime(text), 'offer.flaw.time', '')
  const limit = (path: string, text: string): number | null =>
    text.trim() === '' ? null : need(flaws, path, countOf(text), 'offer.flaw.count', 1)
  const [fromAt, untilAt] = [moment('fromAt', draft.from), moment('untilAt', draft.until)]
  if (fromAt !== '' && untilAt !== '' && fromAt >= untilAt) flaws.set('untilAt', 'offer.flaw.order')
  const thresholdFen = threshold === '' ? 0 : need(flaws, 'thresholdFen', fenOf(threshold), 'offer.flaw.amount', 0)
  return {
    flaws,
    body: {
      ...{ name, thresholdFen, waived: thresholdFen === 0 && draft.waived, scope: draft.scope, fromAt, untilAt },
      gift: { kind: 'coupon', templateId: draft.templateId },
      totalLimit: limit('totalLimit', draft.totalLimit),
      memberLimit: limit('memberLimit', draft.memberLimit),
    },
  }
}
