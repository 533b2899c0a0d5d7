import type { PlatformReport } from '@jishi/contracts/order/platform-reports.schema'
import { timeText } from '@/composables/shop-time'
import { t } from '@/copy'

/** Problems the shop has words for; anything else is the wallet's own code. */
const OWN_PROBLEMS = ['no_answer', 'error', 'off', 'change_used'] as const
const isOwn = (problem: string): problem is (typeof OWN_PROBLEMS)[number] => OWN_PROBLEMS.some((own) => own === problem)

type Shown = Pick<PlatformReport, 'state' | 'late' | 'problem' | 'nextAt' | 'toldAt'>

/** Goods that should have left are the news, and not that there is nothing to tell yet. */
export const reportState = ({ state, late }: Shown): string =>
  late && state === 'awaiting' ? t('platforms.late') : t(`platforms.is.${state}`)

export const reportNote = ({ problem, nextAt, toldAt, state }: Shown): string => {
  const parts: string[] = []
  if (problem !== null)
    parts.push(isOwn(problem) ? t(`platforms.problem.${problem}`) : t('platforms.problem.code', { code: problem }))
  if (state === 'failed' && nextAt !== null) parts.push(t('platforms.nextAt', { at: timeText(nextAt) }))
  if (toldAt !== null) parts.push(t('platforms.toldAt', { at: timeText(toldAt) }))
  return parts.join(' · ')
}

export const isRetriable = ({ state }: Shown): boolean => state === 'failed' || state === 'given_up'
