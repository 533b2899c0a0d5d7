import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keyOf, lineOfNight, neverDone, notesSummed, partsLeft, partsOf, readNight, writeNight } from '../lib/night.mjs'

const night = { seed: 7, orders: 120, payments: 300 }
const lived = (done: number, failed = false) => ({
  ...{ lived: done, acts: done * 50, seconds: done * 10, failed, done: { pay: done, exchange: 0 } },
})

it('divides a night into parts, each with a seed of its own, and lives no life more', () => {
  const parts = partsOf(night)
  expect(parts.map(({ of, lives, seed, first }) => [of, lives, seed, first])).toEqual([
    ['orders', 50, 7, true],
    ['orders', 50, 8, false],
    ['orders', 20, 9, false],
    ['payments', 250, 7, true],
    ['payments', 50, 8, false],
  ])
  expect(new Set(parts.map(keyOf)).size).toBe(parts.length)
  expect(partsOf({ seed: 7, orders: 0, payments: 0 })).toEqual([])
})

it('goes on with what has not been lived, and says how fast it goes', () => {
  const [first, second] = partsOf(night)
  if (first === undefined || second === undefined) throw new Error('a night has parts')
  const so = { ...night, parts: { [keyOf(first)]: lived(50), [keyOf(second)]: lived(50, true) } }
  expect(partsLeft(so).map(({ of, seed }) => [of, seed])).toEqual([
    ['orders', 9],
    ['payments', 7],
    ['payments', 8],
  ])
  expect(lineOfNight(so, 'orders')).toBe(
    'orders: 100 of 120 lives, 5000 acts, 6.0 a minute, 1 parts failed, about 4 min left',
  )
  expect(lineOfNight(so, 'payments')).toBe('payments: 0 of 300 lives, 0 acts, 0.0 a minute, 0 parts failed')
})

it('adds what a run noted, and a run that was ended before has lived nothing', () => {
  const note = (times: number) => JSON.stringify({ of: 'orders', seed: 1, lived: 50, acts: 9, done: { pay: times } })
  expect(notesSummed(`${note(3)}\n${note(4)}\n`)).toEqual({ lived: 100, acts: 18, done: { pay: 7 } })
  expect(notesSummed('')).toEqual({ lived: 0, acts: 0, done: {} })
})

it('names what no life came to, once there were enough to say so', () => {
  const of = (count: number) => ({ ...night, orders: count, parts: { 'orders:7:50': lived(count) } })
  expect(neverDone(of(999), 'orders')).toEqual([])
  expect(neverDone(of(1_000), 'orders')).toEqual(['exchange'])
})

it('keeps a night whole, and knows that there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jishi-night-spec-'))
  try {
    const path = join(folder, 'deep', 'night.json')
    expect(readNight(path)).toBeUndefined()
    writeNight(path, { ...night, parts: {} })
    expect(readNight(path)).toEqual({ ...night, parts: {} })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
