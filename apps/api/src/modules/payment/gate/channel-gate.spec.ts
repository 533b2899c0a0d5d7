import { addMs, instantOf, type Instant } from '@jishi/kernel/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { BREAKER_RULES } from '../domain/breaker.js'
import { ChannelGate, GATE_LANES } from './channel-gate.js'

let now: Instant
let gate: ChannelGate
let opened: number

beforeEach(() => {
  now = instantOf('2026-03-01T00:00:00Z')
  opened = 0
  gate = new ChannelGate({ now: () => now }, () => (opened += 1))
})

const silent = () => Promise.resolve({ kind: 'unknown' as const, reason: 'no answer' })
const busy = () => Promise.resolve({ kind: 'unknown' as const, reason: 'HTTP 429' })
const answered = () => Promise.resolve({ kind: 'accepted' as const })
const never = () => new Promise<{ kind: 'accepted' }>(() => undefined)
const silence = async (times = BREAKER_RULES.failures): Promise<void> => {
  for (let n = 0; n < times; n += 1) await gate.run('pay', silent)
}

describe('a gate that is down', () => {
  it('sends payers away at once and calls nobody for them, while questions and refunds go on', async () => {
    await silence()
    expect([gate.isDown, opened]).toEqual([true, 1])
    let calls = 0
    const counted = () => {
      calls += 1
      return answered()
    }
    expect(await gate.run('pay', counted)).toMatchObject({ kind: 'unknown' })
    expect(calls).toBe(0)
    expect(await gate.run('owe', counted)).toEqual({ kind: 'accepted' })
    // An answer is an answer, whoever asked.
    expect(gate.isDown).toBe(false)
  })

  it('lets one payer try when its time has come', async () => {
    await silence()
    now = addMs(now, BREAKER_RULES.openMs)
    expect(gate.isDown).toBe(false)
    const trial = gate.run('pay', never)
    expect(await gate.run('pay', answered)).toMatchObject({ kind: 'unknown' })
    expect(trial).toBeInstanceOf(Promise)
  })

  it('is not opened by refusals, by questions, nor by being asked to slow down', async () => {
    for (let n = 0; n < 2 * BREAKER_RULES.failures; n += 1) {
      await gate.run('pay', () => Promise.resolve({ kind: 'refused' as const }))
      await gate.run('ask', silent)
      await gate.run('owe', silent)
      await gate.run('pay', busy)
    }
    expect([gate.isDown, opened]).toEqual([false, 0])
  })
})

describe('lanes', () => {
  it('a channel that hangs for payers leaves refunds and questions their own slots', async () => {
    for (let n = 0; n < GATE_LANES.pay.slots; n += 1) void gate.run('pay', never)
    expect(await gate.run('owe', answered)).toEqual({ kind: 'accepted' })
    expect(await gate.run('ask', answered)).toEqual({ kind: 'accepted' })
  })

  it('gives a slot back when the call breaks', async () => {
    for (let n = 0; n < 3 * GATE_LANES.owe.slots; n += 1)
      await gate.run('owe', () => Promise.reject(new Error('broken'))).catch(() => undefined)
    expect(await gate.run('owe', answered)).toEqual({ kind: 'accepted' })
  })
})

describe('#33 too many requests', () => {
  it('holds questions back for a while, and nobody who pays or is owed', async () => {
    await gate.run('ask', busy)
    expect(await gate.run('ask', answered)).toMatchObject({ reason: 'the channel wants fewer calls' })
    expect(await gate.run('pay', busy)).toMatchObject({ reason: 'HTTP 429' })
    expect(await gate.run('owe', answered)).toEqual({ kind: 'accepted' })
    expect(await gate.run('ask', answered)).toEqual({ kind: 'accepted' })
  })
})
