import type { OfferRuleBody, OfferView } from '@jishi/contracts/promotion/offers.schema'
import type { OfferPhase } from '@jishi/contracts/promotion/promotion.terms'
import type { Tone } from '@/components/state-tag.vue'
import { t, type CopyKey } from '@/copy'
import { yuanOf } from '@/views/settings/setting-text'
import { shareText } from './offer-draft'

export const phaseText = (phase: OfferPhase): string => t(`offer.phase.${phase}`)
export const phaseTones: Readonly<Record<OfferPhase, Tone>> = {
  draft: 'quiet',
  awaiting_approval: 'gold',
  scheduled: 'gold',
  running: 'fresh',
  over: 'quiet',
  stopped: 'brand',
}

type Reduction = Extract<OfferRuleBody, { kind: 'full_reduction' }>
const stepText = ({ measure, repeat }: Reduction, { from, off }: Reduction['tiers'][number]): string => {
  const threshold = measure === 'amount' ? yuanOf(from) : t('offer.rule.pieces', { n: from })
  const key: CopyKey = 'fen' in off ? (repeat ? 'offer.rule.every' : 'offer.rule.minus') : 'offer.rule.share'
  return t(key, { from: threshold, off: 'fen' in off ? yuanOf(off.fen) : shareText(off.offBp) })
}
/** 满 99 减 20，满 199 减 50 */
export const ruleText = (rule: OfferRuleBody): string => {
  if (rule.kind === 'full_reduction') return rule.tiers.map((tier) => stepText(rule, tier)).join('，')
  if (rule.kind === 'nth_piece') return t('offer.rule.nth', { n: rule.nth, off: shareText(rule.offBp) })
  if (rule.kind === 'bundle') return t('offer.rule.bundle', { n: rule.items.length, yuan: yuanOf(rule.priceFen) })
  const from = rule.measure === 'amount' ? yuanOf(rule.from) : t('offer.rule.pieces', { n: rule.from })
  return t('offer.rule.gift', { from, n: rule.gifts.length })
}

export type OfferAct = 'launch' | 'approve' | 'stop' | 'clone' | 'discard'
interface Rights {
  readonly write: boolean
  readonly approve: boolean
}
const BY_PHASE: Readonly<Record<OfferPhase, readonly OfferAct[]>> = {
  draft: ['launch', 'clone', 'discard'],
  awaiting_approval: ['approve', 'stop', 'clone'],
  scheduled: ['stop', 'clone'],
  running: ['stop', 'clone'],
  over: ['clone'],
  stopped: ['clone'],
}
/** What somebody may do with it now; the server decides again. */
export const actsOf = ({ phase }: Pick<OfferView, 'phase'>, { write, approve }: Rights): OfferAct[] =>
  BY_PHASE[phase].filter((act) => (act === 'approve' ? approve : write))
