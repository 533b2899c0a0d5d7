import type { SessionTab } from '@jishi/contracts/seckill/seckill.schema'
import type { SeckillPhase } from '@jishi/contracts/seckill/seckill.terms'

/** A session as it stands now: answers are some seconds old, and it begins and ends at its second. */
export const phaseAt = (tab: SessionTab, now: number): SeckillPhase => {
  if (tab.phase === 'stopped' || tab.phase === 'ended') return tab.phase
  if (now >= Date.parse(tab.endsAt)) return 'ended'
  if (now >= Date.parse(tab.startsAt)) return 'running'
  return now >= Date.parse(tab.warmUpAt) ? 'warm_up' : 'announced'
}

/** Until when it is as it is now: its beginning, then its end; null where nothing is waited for. */
export const turnsAt = (tab: SessionTab, phase: SeckillPhase): string | null => {
  if (phase === 'announced' || phase === 'warm_up') return tab.startsAt
  return phase === 'running' ? tab.endsAt : null
}
