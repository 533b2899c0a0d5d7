import type { TakeAnswer, TakeView } from '@jishi/contracts/seckill/seckill.schema'
import { describe, expect, it } from 'vitest'
import { begin, ended, resumed, step, type Grab, type GrabEvent } from './grab'
import type { Refusal } from './refusals'

const now = Date.parse('2026-11-30T02:00:00Z')
const serverTime = new Date(now).toISOString()
const around = { random: 0.5, now }
const take = { id: 't1' } as TakeView
const through = (grab: Grab, ...events: GrabEvent[]): Grab =>
  events.reduce((at, event) => step(at, event, around), grab)
const fresh = () => begin('i1', 1, 'k1')
const ticket = (proof: { salt: string; bits: number } | null = null): GrabEvent => ({
  on: 'ticket',
  view: { ticket: 'T', expiresAt: serverTime, serverTime, proof },
})
const answer = (told: TakeAnswer): GrabEvent => ({ on: 'answer', answer: told })
const refused = (more: Partial<Refusal>): GrabEvent => ({
  on: 'refused',
  refusal: { code: 'UNKNOWN', status: 500, words: 'w', retryAfterSeconds: undefined, details: undefined, ...more },
})
const queued = answer({ state: 'queued', serverTime, ahead: 128, askAgainMs: 1_000 })
const silence = refused({ code: 'NETWORK', status: 0 })
const holding = () => through(fresh(), ticket())

describe('a grab', () => {
  it('asks for a ticket, takes, and ends with what was won', () => {
    expect(fresh().next).toEqual({ do: 'ticket' })
    expect(holding()).toMatchObject({ ticket: 'T', next: { do: 'take' } })
    const won = through(holding(), answer({ state: 'won', serverTime, take }))
    expect(ended(won)).toEqual({ state: 'won', take })
  })

  it('does the work that a ticket asks for before it takes', () => {
    const working = through(fresh(), ticket({ salt: 's', bits: 12 }))
    expect(working.next).toEqual({ do: 'prove', salt: 's', bits: 12 })
    expect(through(working, { on: 'proof', solution: 'z' })).toMatchObject({ solution: 'z', next: { do: 'take' } })
  })

  it('tells how many are before it, and asks with the same key and ticket, as one that may be decided already', () => {
    const waiting = through(holding(), queued)
    expect(waiting).toMatchObject({ ahead: 128, key: 'k1', next: { do: 'wait', ms: 1_000, then: 'take' } })
    const asking = through(waiting, { on: 'waited' })
    expect(asking).toMatchObject({ key: 'k1', ticket: 'T', again: true, next: { do: 'take' } })
  })

  it('says that it comes again after a call of which nothing was heard, under the same key', () => {
    const asking = through(holding(), silence, { on: 'waited' })
    expect(asking).toMatchObject({ key: 'k1', ticket: 'T', again: true, next: { do: 'take' } })
    expect(through(holding(), refused({ status: 502 }))).toMatchObject({ again: true })
  })

  it('does not come again where nothing can have been decided', () => {
    expect(through(fresh(), silence)).toMatchObject({ again: false, next: { do: 'wait', then: 'ticket' } })
    expect(through(holding(), refused({ status: 429 }))).toMatchObject({ again: false })
  })

  it('waits as long as it is told to, and a little by chance', () => {
    const told = refused({ code: 'OVERLOADED', status: 503, retryAfterSeconds: 2 })
    expect(through(holding(), told).next).toEqual({ do: 'wait', ms: 2_250, then: 'take' })
    expect(step(holding(), told, { random: 0, now }).next).toMatchObject({ ms: 2_000 })
  })

  it('waits longer each time it is told nothing, never all at the same moment', () => {
    let grab = holding()
    const waits: number[] = []
    for (let n = 0; n < 8; n += 1) {
      grab = through(grab, silence)
      waits.push(grab.next.do === 'wait' ? grab.next.ms : -1)
      grab = through(grab, { on: 'waited' })
    }
    expect(waits).toEqual([225, 450, 900, 1_800, 3_600, 3_750, 3_750, 3_750])
    expect(step(holding(), silence, { random: 0.9, now }).next).not.toEqual(
      step(holding(), silence, { random: 0.1, now }).next,
    )
  })

  it('gives up at last, and says why', () => {
    const tired = { ...holding(), misses: 8 }
    expect(ended(through(tired, silence))).toEqual({ state: 'no_answer' })
    expect(ended(through(tired, refused({ status: 503 })))).toEqual({ state: 'too_busy' })
    const long = refused({ code: 'RATE_LIMITED', status: 429, retryAfterSeconds: 600 })
    expect(ended(through(holding(), long))).toEqual({ state: 'too_busy' })
  })

  it.each([
    'SECKILL_TICKET_INVALID',
    'SECKILL_TICKET_OTHERS',
    'SECKILL_TICKET_EXPIRED',
    'SECKILL_TICKET_USED',
    'SECKILL_PROOF_MISSING',
  ])('replaces a ticket once after %s, and keeps its key', (code) => {
    const no = refused({ code, status: 409 })
    const renewed = through(holding(), no)
    expect(renewed).toMatchObject({ key: 'k1', ticket: null, next: { do: 'ticket' } })
    expect(ended(through(renewed, ticket(), no))).toEqual({ state: 'failed', words: '' })
  })

  it('waits for a start that is a moment away, and ends where it is farther', () => {
    const early = (ms: number) =>
      refused({
        ...{ code: 'SECKILL_NOT_STARTED', status: 409 },
        details: { serverTime, startsAt: new Date(now + ms).toISOString() },
      })
    expect(through(fresh(), early(800)).next).toEqual({ do: 'wait', ms: 975, then: 'ticket' })
    expect(ended(through(fresh(), early(60_000)))).toEqual({ state: 'not_started' })
    expect(ended(through(fresh(), refused({ code: 'SECKILL_NOT_STARTED', status: 409 })))).toEqual({
      state: 'not_started',
    })
  })

  it.each([
    ['SECKILL_OVER', undefined, { state: 'ended' }],
    ['SECKILL_STOPPED', undefined, { state: 'stopped' }],
    ['SECKILL_SOLD_OUT', { mayReturn: true }, { state: 'sold_out', mayReturn: true }],
    ['SECKILL_LIMIT', { perMember: 1 }, { state: 'limit_reached', perMember: 1 }],
    ['SECKILL_TOO_MANY_OPEN', { retryAfterSeconds: 3 }, { state: 'too_many_open' }],
    ['SECKILL_COOLING_DOWN', { retryAfterSeconds: 300 }, { state: 'cooling_down', seconds: 300 }],
  ])('ends after %s, whatever the status', (code, details, outcome) => {
    expect(ended(through(fresh(), refused({ code, status: 429, details })))).toEqual(outcome)
  })

  it.each([
    [
      { state: 'sold_out', serverTime, mayReturn: false },
      { state: 'sold_out', mayReturn: false },
    ],
    [
      { state: 'short', serverTime, left: 1 },
      { state: 'short', left: 1 },
    ],
    [
      { state: 'limit_reached', serverTime, perMember: 2 },
      { state: 'limit_reached', perMember: 2 },
    ],
    [{ state: 'too_many_open', serverTime }, { state: 'too_many_open' }],
    [{ state: 'ended', serverTime }, { state: 'ended' }],
    [{ state: 'stopped', serverTime }, { state: 'stopped' }],
  ] satisfies [TakeAnswer, object][])('ends when it is told %o', (told, outcome) => {
    expect(ended(through(holding(), queued, answer(told)))).toEqual(outcome)
  })

  it('ends where nobody is signed in any more, and repeats the words of what it does not know', () => {
    expect(ended(through(holding(), refused({ status: 401 })))).toEqual({ state: 'signed_out' })
    expect(ended(through(holding(), refused({ status: 403, words: '不行' })))).toEqual({
      state: 'failed',
      words: '不行',
    })
  })
})

describe('a grab whose page was away', () => {
  it('asks for what may have been decided, with its key and ticket', () => {
    const waiting = through(holding(), queued)
    expect(resumed(waiting)).toMatchObject({ key: 'k1', ticket: 'T', again: true, next: { do: 'take' } })
  })

  it('begins with a ticket where it had none, or had not done its work', () => {
    expect(resumed(fresh()).next).toEqual({ do: 'ticket' })
    const working = through(fresh(), ticket({ salt: 's', bits: 12 }))
    expect(resumed(working)).toMatchObject({ ticket: null, next: { do: 'ticket' } })
  })

  it('stays ended', () => {
    const won = through(holding(), answer({ state: 'won', serverTime, take }))
    expect(resumed(won)).toBe(won)
  })
})
