import type { MyStanding, SessionItem, SessionTab, TakeView } from '@jishi/contracts/seckill/seckill.schema'
import { describe, expect, it } from 'vitest'
import { phaseAt } from '@/composables/sale-phase'
import { begin } from '../grab/grab'
import { firstTab, rowOf } from './rows'

const start = Date.parse('2026-11-30T02:00:00Z')
const at = (ms: number): string => new Date(start + ms).toISOString()
const HOUR = 3_600_000
const tab = (id: string, from: number, phase: SessionTab['phase'] = 'announced'): SessionTab => ({
  ...{ id, name: id, phase },
  ...{ warmUpAt: at(from - HOUR), startsAt: at(from), endsAt: at(from + HOUR) },
})
const item = (more: Partial<SessionItem> = {}) =>
  ({ id: 'i', button: 'grab', mayReturn: false, left: 3, total: 3, perMember: 1, ...more }) as SessionItem
const take = (more: Partial<TakeView> = {}) => ({ id: 't', state: 'won', payUntil: at(60_000), ...more }) as TakeView
const standing = (own: Partial<MyStanding['items'][number]>): MyStanding => ({
  ...{ serverTime: at(0), coolsUntil: null },
  items: [{ itemId: 'i', button: 'grab', taken: 0, mayTake: 1, take: null, ...own }],
})
const known = { phase: 'running', standing: null, grabs: {}, now: start } as const

describe('a session', () => {
  it('begins and ends at its second, whatever was last heard of it', () => {
    const one = tab('a', 0)
    expect(phaseAt(one, start - HOUR - 1)).toBe('announced')
    expect(phaseAt(one, start - 1)).toBe('warm_up')
    expect(phaseAt(one, start)).toBe('running')
    expect(phaseAt(one, start + HOUR)).toBe('ended')
    expect(phaseAt(tab('a', 0, 'stopped'), start)).toBe('stopped')
  })

  it('is the first to be shown when it is on, then when it comes next', () => {
    const [over, on, next] = [tab('over', -2 * HOUR), tab('on', 0), tab('next', 3 * HOUR)]
    expect(firstTab([over, on, next], start)).toBe('on')
    expect(firstTab([over, next], start)).toBe('next')
    expect(firstTab([over], start)).toBe('over')
    expect(firstTab([], start)).toBe('')
  })
})

describe('a button', () => {
  it('follows the phase, also where the answer is older than the start', () => {
    const early = item({ button: 'not_started' })
    expect(rowOf(early, { ...known, phase: 'warm_up' }).button).toBe('not_started')
    expect(rowOf(early, known).button).toBe('grab')
    expect(rowOf(early, { ...known, phase: 'ended' }).button).toBe('ended')
    expect(rowOf(early, { ...known, phase: 'stopped' }).button).toBe('stopped')
  })

  it('says that all are taken, and whether some may come back', () => {
    expect(rowOf(item({ button: 'sold_out' }), known).button).toBe('sold_out')
    expect(rowOf(item({ button: 'sold_out', mayReturn: true }), known).button).toBe('may_return')
  })

  it('says what is held for the member until it is over, and that nobody has more than they may', () => {
    const holds = standing({ take: take(), mayTake: 0 })
    expect(rowOf(item(), { ...known, standing: holds })).toMatchObject({ button: 'got_it', take: { id: 't' } })
    expect(rowOf(item(), { ...known, standing: holds, now: start + 60_000 }).button).toBe('limit_reached')
    const ordered = standing({ take: take({ state: 'ordered', payUntil: at(0) }) })
    expect(rowOf(item(), { ...known, standing: ordered, phase: 'ended' }).button).toBe('got_it')
    expect(rowOf(item(), { ...known, standing: standing({ mayTake: 0 }), phase: 'ended' }).button).toBe('ended')
  })

  it('lets a member ask for as many as they may still have, and no more than there are', () => {
    const three = item({ perMember: 3, left: 5, total: 9 })
    expect(rowOf(three, known).most).toBe(3)
    expect(rowOf(three, { ...known, phase: 'warm_up' }).most).toBe(3)
    expect(rowOf(three, { ...known, standing: standing({ taken: 1, mayTake: 2 }) }).most).toBe(2)
    expect(rowOf({ ...three, left: 2 }, known).most).toBe(2)
    expect(rowOf({ ...three, left: 0 }, known).most).toBe(1)
    expect(rowOf({ ...three, left: 0, button: 'sold_out', mayReturn: true }, known).most).toBe(3)
    const bought = standing({ taken: 3, mayTake: 0 })
    expect(rowOf(three, { ...known, standing: bought }).most).toBe(1)
    expect(rowOf(three, { ...known, phase: 'ended' }).most).toBe(1)
    expect(rowOf(three, { ...known, grabs: { i: begin('i', 2, 'k') } }).most).toBe(1)
  })

  it('tells that it is being grabbed, and the place in line once that is known', () => {
    const grab = begin('i', 1, 'k')
    expect(rowOf(item(), { ...known, grabs: { i: grab } })).toMatchObject({ button: 'busy', ahead: null })
    const inLine = { ...grab, ahead: 12 }
    expect(rowOf(item(), { ...known, grabs: { i: inLine } })).toMatchObject({ button: 'queueing', ahead: 12 })
  })
})
