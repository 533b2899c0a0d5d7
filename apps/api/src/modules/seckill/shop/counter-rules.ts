import type { TakeAnswer } from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { phaseOf } from '../domain/phase.js'
import type { Decision } from '../engine/engine.js'
import type { KnownActivity, KnownItem } from '../engine/item-memory.js'

export interface Known {
  readonly activity: Omit<KnownActivity, 'items'>
  readonly item: KnownItem
}

/** What is known to be refused before anybody looks closer; undefined: it has to be decided. */
export const stateBefore = ({ activity, item }: Known, qty: number, now: Instant): Decision | undefined => {
  const phase = phaseOf(activity, now)
  if (phase === 'announced' || phase === 'warm_up') return { state: 'not_started' }
  if (phase === 'ended') return { state: 'ended' }
  if (phase === 'stopped' || !item.live) return { state: 'stopped' }
  if (item.left >= qty) return undefined
  return item.left > 0 ? { state: 'short', left: item.left } : { state: 'sold_out', mayReturn: item.drawn > 0 }
}

/** The same as the refusal of a ticket. */
export const refusalBefore = (known: Known, qty: number, now: Instant): DomainError | undefined => {
  const before = stateBefore(known, qty, now)
  switch (before?.state) {
    case undefined:
      return undefined
    case 'not_started':
      return new DomainError('SECKILL_NOT_STARTED', {
        startsAt: isoOf(known.activity.startsAt),
        serverTime: isoOf(now),
      })
    case 'ended':
      return new DomainError('SECKILL_OVER')
    case 'stopped':
      return new DomainError('SECKILL_STOPPED')
    default:
      return new DomainError('SECKILL_SOLD_OUT', { left: known.item.left, mayReturn: known.item.drawn > 0 })
  }
}

/** A decision in the words of the wire. Throws SECKILL_TICKET_USED for a ticket that another request was decided with. */
export const answerOf = (decision: Decision, { activity, item }: Known, now: Instant): TakeAnswer => {
  const told = { serverTime: isoOf(now) }
  switch (decision.state) {
    case 'won': {
      const { takenAt, holdUntil, ...take } = decision.take
      return { state: 'won', ...told, take: { ...take, takenAt: isoOf(takenAt), payUntil: isoOf(holdUntil) } }
    }
    case 'used':
      throw new DomainError('SECKILL_TICKET_USED')
    case 'limit_reached':
      return { state: 'limit_reached', ...told, perMember: item.perMember }
    case 'not_started':
      return { state: 'not_started', ...told, startsAt: isoOf(activity.startsAt) }
    case 'sold_out':
    case 'short':
      return { ...decision, ...told }
    default:
      return { state: decision.state, ...told }
  }
}
