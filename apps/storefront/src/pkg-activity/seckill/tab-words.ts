import type { SessionTab } from '@jishi/contracts/seckill/seckill.schema'
import { addShopDays, instantOf, shopDay, shopTimeText } from '@jishi/kernel/time'
import { phaseAt } from '@/composables/sale-phase'
import { t } from '../words/copy'

/** '10:00' */
export const clockText = (at: string): string => shopTimeText(instantOf(at)).slice(11)

/** Under the time of a tab: how it stands, or the day where that is not today. */
export const tabNote = (tab: SessionTab, now: number): string => {
  const phase = phaseAt(tab, now)
  const [day, today] = [shopDay(instantOf(tab.startsAt)), shopDay(instantOf(now))]
  if (day <= today || phase === 'running' || phase === 'stopped') return t(`seckill.phase.${phase}`)
  return day === addShopDays(today, 1) ? t('seckill.tomorrow') : t('seckill.day', { day: day.slice(5) })
}
