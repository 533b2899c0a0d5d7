import type { AfterSaleCard, AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import type { AfterSaleState, AfterSaleStep } from '@jishi/contracts/order/after-sale.terms'
import type { StepDot, TimelineLine } from '../order-words'
import { leftText, momentText, yuan } from '@/composables/words'
import { t } from './copy'

const WAITING = [
  'requested',
  'evidence_asked',
  'awaiting_difference',
  'awaiting_return',
  'returning',
  'to_resend',
  'resent',
  'refused',
  'arbitrating',
] as const
const isWaiting = (state: AfterSaleState): state is (typeof WAITING)[number] =>
  WAITING.some((waiting) => waiting === state)

export const stateText = ({ kind, state }: Pick<AfterSaleCard, 'kind' | 'state'>): string =>
  t(kind === 'exchange' && state === 'done' ? 'sale.state.exchanged' : `sale.state.${state}`)

/** Who has to do what, until when, and what happens otherwise. */
export const dueText = (
  sale: Pick<AfterSaleCard, 'kind' | 'state' | 'deadlineAt' | 'askedFen' | 'agreedFen'>,
  leftMs: number,
): string => {
  const { state } = sale
  if (state === 'done' && sale.kind === 'exchange') return t('sale.now.exchanged')
  if (!isWaiting(state)) return t(`sale.now.${state}`, { amount: yuan(sale.agreedFen ?? sale.askedFen) })
  if (sale.deadlineAt !== null && leftMs <= 0) return t('sale.now.settling')
  const time = leftText(leftMs)
  // Goods that nobody looked at in time bring money; those of an exchange bring the other goods.
  return state === 'returning' && sale.kind === 'exchange'
    ? t('sale.due.returningExchange', { time })
    : t(`sale.due.${state}`, { time })
}

/** The amount as it stands: what was agreed on, or else what was asked for. */
export const amountFen = ({ agreedFen, askedFen }: Pick<AfterSaleCard, 'agreedFen' | 'askedFen'>): number =>
  agreedFen ?? askedFen

const AFTER_DECISION: readonly AfterSaleState[] = [
  'awaiting_difference',
  'awaiting_return',
  'returning',
  'to_resend',
  'resent',
  'refunding',
  'done',
]

/** The steps of one that goes well; none for one that does not, or not now. */
export const saleSteps = ({
  kind,
  state,
  returnParcel,
}: Pick<AfterSaleView, 'kind' | 'state' | 'returnParcel'>): StepDot[] => {
  if (state !== 'requested' && AFTER_DECISION.indexOf(state) < 0) return []
  const refunding = state === 'refunding' || state === 'done'
  const ending = kind === 'exchange' ? 'resent' : 'refunding'
  const back =
    kind !== 'refund_only' ? [{ word: t('sale.step.sentBack'), done: returnParcel !== null || refunding }] : []
  return [
    { word: t('sale.step.applied'), done: true },
    { word: t('sale.step.decided'), done: state !== 'requested' },
    ...back,
    { word: t(`sale.step.${ending}`), done: refunding || state === 'resent' },
    { word: t('sale.step.done'), done: state === 'done' },
  ]
}

const NOTED: readonly AfterSaleStep[] = [
  'ask_evidence',
  'refuse',
  'refuse_goods',
  'rule_for_member',
  'rule_for_shop',
  'inspect',
  'refund_instead',
]

/** What happened, the newest first, with the reasons that were given. */
export const saleTimeline = (sale: Pick<AfterSaleView, 'timeline'>): TimelineLine[] =>
  sale.timeline
    .map(({ step, note, at }, n) => {
      const what = t(`sale.line.${step}`)
      const words = note !== null && note !== '' && NOTED.indexOf(step) >= 0 ? `${what}：${note}` : what
      return { key: `${n}.${step}`, words, when: momentText(at) }
    })
    .reverse()
