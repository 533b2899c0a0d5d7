import type { AdminAfterSaleView, AfterSaleAmountLine } from '@jishi/contracts/order/after-sale.schema'
import type { AfterSaleAction, AfterSaleState, AfterSaleStep } from '@jishi/contracts/order/after-sale.terms'
import type { Permission } from '@jishi/contracts/identity/identity.terms'
import { dayMs, instantOf, isoOf, msBetween, type Instant } from '@jishi/kernel/time'
import type { Tone } from '@/components/state-tag.vue'
import { spanText } from '@/composables/shop-time'
import { t } from '@/copy'

export const afterSaleTones: Record<AfterSaleState, Tone> = {
  requested: 'brand',
  returning: 'brand',
  to_resend: 'brand',
  awaiting_difference: 'gold',
  resent: 'fresh',
  arbitrating: 'brand',
  evidence_asked: 'gold',
  awaiting_return: 'gold',
  refused: 'gold',
  refunding: 'fresh',
  done: 'fresh',
  withdrawn: 'quiet',
  closed: 'quiet',
}

/** Whose turn is the shop's: there a deadline that is near is somebody's trouble here. */
const FOR_SHOP: readonly AfterSaleState[] = ['requested', 'returning', 'to_resend', 'arbitrating']

export const dueText = (deadlineAt: string | null, now: Instant): string => {
  if (deadlineAt === null) return ''
  if (instantOf(deadlineAt) <= now) return t('afterSale.overdue')
  return t('afterSale.left', { span: spanText(isoOf(now), deadlineAt) })
}

export const isPressing = (state: AfterSaleState, deadlineAt: string | null, now: Instant): boolean =>
  deadlineAt !== null && FOR_SHOP.includes(state) && msBetween(now, instantOf(deadlineAt)) < dayMs

const DECISIONS = ['approve', 'refuse', 'ask_evidence', 'inspect', 'resend', 'refund_instead', 'arbitrate'] as const
export type Decision = (typeof DECISIONS)[number]

/** What may be decided now by whoever looks; the server has said what the after-sale allows. */
export const decisionsOf = (
  actions: readonly AfterSaleAction[],
  can: (permission: Permission) => boolean,
): Decision[] =>
  DECISIONS.filter(
    (decision) =>
      actions.includes(decision) && can(decision === 'arbitrate' ? 'after-sale.arbitrate' : 'after-sale.handle'),
  )

export interface AmountRow {
  readonly label: string
  readonly fen: number
}

/** How the amount of a line comes about; the rows add up to what goes back for it. */
export const amountRows = (line: AfterSaleAmountLine): AmountRow[] =>
  [
    { label: t('afterSale.money.price'), fen: line.priceFen },
    { label: t('afterSale.money.promotion'), fen: -line.promotionFen },
    { label: t('afterSale.money.coupon'), fen: -line.couponFen },
    { label: t('afterSale.money.points'), fen: -line.pointsFen },
    { label: t('afterSale.money.giftKept'), fen: -line.giftKeptFen },
    {
      label: `${t('afterSale.money.freight')} · ${t(`afterSale.money.${line.freightRule}`)}`,
      fen: line.freightFen,
    },
  ].filter(({ fen }) => fen !== 0)

/** What was agreed on, or else asked for. */
export const dueFen = ({ agreedFen, askedFen }: Pick<AdminAfterSaleView, 'agreedFen' | 'askedFen'>): number =>
  agreedFen ?? askedFen

/** Typed counts of pieces that can be sold again; the line whose count is no count, if one is. */
export const wrongCount = (
  goods: readonly { readonly lineId: string; readonly qty: number }[],
  typed: Readonly<Record<string, string>>,
): string | undefined =>
  goods.find(({ lineId, qty }) => {
    const text = (typed[lineId] ?? '').trim()
    return !/^\d{1,3}$/.test(text) || Number(text) > qty
  })?.lineId

const THENS = ['auto_approve', 'lapse', 'auto_inspect', 'rule_for_member', 'refund_instead', 'auto_receive'] as const
/** What happens by itself once a deadline is over; every other step is somebody's. */
export const isThen = (step: AfterSaleStep | null | undefined): step is (typeof THENS)[number] =>
  THENS.some((then) => then === step)
