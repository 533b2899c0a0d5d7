import type { MyStanding, SessionItem, SessionTab, TakeView } from '@jishi/contracts/seckill/seckill.schema'
import type { SeckillPhase } from '@jishi/contracts/seckill/seckill.terms'
import { phaseAt } from '@/composables/sale-phase'
import type { Grab } from '../grab/grab'

type Standing = MyStanding['items'][number]

/** What the button of one of the goods says: the shop's states, and what only this device knows. */
export type ButtonState =
  | 'not_started'
  | 'grab'
  | 'busy'
  | 'queueing'
  | 'got_it'
  | 'sold_out'
  | 'may_return'
  | 'limit_reached'
  | 'ended'
  | 'stopped'

export interface Row {
  item: SessionItem
  button: ButtonState
  /** What is held for this member and not paid yet. */
  take: TakeView | null
  ahead: number | null
  /** The most that can be asked for at once: what this member may still have, and what is there. */
  most: number
}

/** What is held still: with an order, the order says until when. */
export const heldTake = (standing: Standing | undefined, now: number): TakeView | null => {
  const take = standing?.take ?? null
  if (take === null || take.state === 'sold' || take.state === 'released') return null
  return take.state === 'ordered' || Date.parse(take.payUntil) > now ? take : null
}

const everybodys = (item: SessionItem, phase: SeckillPhase): ButtonState => {
  if (phase === 'announced' || phase === 'warm_up') return 'not_started'
  if (phase !== 'running') return phase
  if (item.button !== 'sold_out') return 'grab'
  return item.mayReturn ? 'may_return' : 'sold_out'
}

const buttonOf = (general: ButtonState, standing: Standing | undefined): ButtonState => {
  const open = general === 'grab' || general === 'sold_out' || general === 'may_return'
  return open && standing?.mayTake === 0 ? 'limit_reached' : general
}

const CHOOSING: readonly ButtonState[] = ['not_started', 'grab', 'may_return']
const mostOf = (item: SessionItem, button: ButtonState, standing: Standing | undefined): number => {
  if (CHOOSING.indexOf(button) < 0) return 1
  const may = Math.min(item.perMember, standing?.mayTake ?? item.perMember)
  return Math.max(1, Math.min(may, button === 'grab' ? item.left : item.total))
}

interface Known {
  phase: SeckillPhase
  standing: MyStanding | null
  grabs: Readonly<Record<string, Grab>>
  now: number
}

export const rowOf = (item: SessionItem, { phase, standing, grabs, now }: Known): Row => {
  const own = standing?.items.find(({ itemId }) => itemId === item.id)
  const take = heldTake(own, now)
  const grab = grabs[item.id]
  if (grab !== undefined) {
    return { item, take: null, ahead: grab.ahead, most: 1, button: grab.ahead === null ? 'busy' : 'queueing' }
  }
  const button = take === null ? buttonOf(everybodys(item, phase), own) : 'got_it'
  return { item, take, ahead: null, most: mostOf(item, button, own), button }
}

/** The one that is on, else the one that comes next, else the one that was last. */
export const firstTab = (tabs: readonly SessionTab[], now: number): string => {
  const phases = tabs.map((tab) => ({ id: tab.id, phase: phaseAt(tab, now) }))
  const on = phases.find(({ phase }) => phase === 'running')
  const coming = phases.find(({ phase }) => phase === 'warm_up' || phase === 'announced')
  return (on ?? coming ?? phases[phases.length - 1])?.id ?? ''
}

export const canPress = (button: ButtonState): boolean => ['grab', 'may_return', 'got_it'].indexOf(button) >= 0
