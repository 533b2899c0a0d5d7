import type { SeckillButton, SeckillPhase, SeckillState } from '@jishi/contracts/seckill/seckill.terms'

/** When a session is shown, opens and closes, in milliseconds, and what became of it. */
export interface Window {
  readonly state: SeckillState
  readonly warmUpAt: number
  readonly startsAt: number
  readonly endsAt: number
}

/** A session as shoppers see it. The window decides, not a state that a timer has yet to write. */
export const phaseOf = ({ state, warmUpAt, startsAt, endsAt }: Window, now: number): SeckillPhase => {
  if (state === 'stopped') return 'stopped'
  if (now >= endsAt || state === 'ended') return 'ended'
  if (now >= startsAt) return 'running'
  return now >= warmUpAt ? 'warm_up' : 'announced'
}

/** What one of the goods says to everybody. */
export const buttonOf = (phase: SeckillPhase, left: number): SeckillButton => {
  if (phase === 'announced' || phase === 'warm_up') return 'not_started'
  if (phase !== 'running') return phase
  return left > 0 ? 'grab' : 'sold_out'
}

/** What it says to somebody: what they hold comes first, and what they cannot have more of before what others took. */
export const buttonFor = (
  everybodys: SeckillButton,
  own: { readonly holds: boolean; readonly mayTake: number },
): SeckillButton => {
  if (own.holds) return 'got_it'
  const open = everybodys === 'grab' || everybodys === 'sold_out'
  return open && own.mayTake === 0 ? 'limit_reached' : everybodys
}
