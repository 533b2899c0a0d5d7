import type { SeckillCard, SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import type { SeckillState } from '@jishi/contracts/seckill/seckill.terms'
import type { Tone } from '@/components/state-tag.vue'
import { timeText } from '@/composables/shop-time'
import { t } from '@/copy'

export const stateTones: Readonly<Record<SeckillState, Tone>> = {
  draft: 'quiet',
  armed: 'gold',
  running: 'fresh',
  ended: 'quiet',
  stopped: 'brand',
}
export const stateText = (state: SeckillState): string => t(`seckill.state.${state}`)

export type SeckillAct = 'arm' | 'disarm' | 'stop' | 'clone' | 'discard'
const BY_STATE: Readonly<Record<SeckillState, readonly SeckillAct[]>> = {
  draft: ['arm', 'clone', 'discard'],
  armed: ['disarm', 'stop', 'clone'],
  running: ['stop', 'clone'],
  ended: ['clone'],
  stopped: ['clone'],
}
/** What may be done with it now; the server decides again. */
export const actsOf = ({ state }: Pick<SeckillCard, 'state'>, mayWrite: boolean): readonly SeckillAct[] =>
  mayWrite ? BY_STATE[state] : []

/** What somebody agrees to before it happens. */
export const questionOf = (
  act: Exclude<SeckillAct, 'clone'>,
  { name, total, drawn, sold, startsAt }: SeckillCard | SeckillView,
): string => t(`seckill.ask.${act}`, { name, total, drawn, left: total - drawn - sold, at: timeText(startsAt) })

/** 01-20 10:00 – 11:00, with the day again where it ends on another one. */
export const windowText = ({ startsAt, endsAt }: Pick<SeckillCard, 'startsAt' | 'endsAt'>): string => {
  const [from, to] = [timeText(startsAt), timeText(endsAt)]
  const sameDay = from.slice(0, 10) === to.slice(0, 10)
  return `${from} – ${to.slice(sameDay ? 11 : 5)}`
}
