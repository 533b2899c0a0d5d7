import { isDomainError } from '@jishi/kernel/errors'
import { describe, expect, it } from 'vitest'
import { Bulkhead, BULKHEADS, Bulkheads, type Permit } from './bulkhead.js'
import { SlowLooks, type LoopLag } from './loop-lag.js'

const full = async (bulkhead: Bulkhead, slots: number): Promise<Permit[]> =>
  Promise.all(Array.from({ length: slots }, () => bulkhead.enter()))

const refusal = (waiting: Promise<Permit>): Promise<unknown> =>
  waiting.then(
    () => 'entered',
    (error: unknown) => error,
  )

describe('a bulkhead', () => {
  it('lets so many in, queues so many, and refuses the rest with the seconds to wait', async () => {
    const bulkhead = new Bulkhead({ slots: 2, queue: 1, waitMs: 5_000 })
    const [first] = await full(bulkhead, 2)
    const queued = bulkhead.enter()
    const error = await refusal(bulkhead.enter())
    expect(isDomainError(error, 'OVERLOADED')).toBe(true)
    expect((error as { details: { retryAfterSeconds: number } }).details.retryAfterSeconds).toBeGreaterThanOrEqual(1)
    first?.answer()
    await queued
    expect([bulkhead.active, bulkhead.waiting]).toEqual([2, 0])
  })

  it('gives up waiting in time and forgets who waited', async () => {
    const bulkhead = new Bulkhead({ slots: 1, queue: 5, waitMs: 20 })
    const [holder] = await full(bulkhead, 1)
    expect(isDomainError(await refusal(bulkhead.enter()), 'OVERLOADED')).toBe(true)
    holder?.answer()
    expect([bulkhead.active, bulkhead.waiting]).toEqual([0, 0])
  })

  it('serves in the order of arrival', async () => {
    const bulkhead = new Bulkhead({ slots: 1, queue: 5, waitMs: 1_000 })
    const [holder] = await full(bulkhead, 1)
    const order: number[] = []
    const queued = [1, 2, 3].map(async (n) => {
      const permit = await bulkhead.enter()
      order.push(n)
      permit.answer()
    })
    holder?.answer()
    await Promise.all(queued)
    expect(order).toEqual([1, 2, 3])
  })

  it('does not free the slot of a caller who hung up while the work still runs', async () => {
    const bulkhead = new Bulkhead({ slots: 1, queue: 0, waitMs: 10 })
    const [permit] = await full(bulkhead, 1)
    permit?.begin()
    permit?.answer()
    expect(bulkhead.active).toBe(1)
    permit?.end()
    permit?.answer()
    expect(bulkhead.active).toBe(0)
  })

  it('keeps slots for notices however many browse', async () => {
    const bulkheads = new Bulkheads({ tooBusy: false } as LoopLag)
    await full(bulkheads.of('browse'), BULKHEADS.browse.slots)
    const permit = await bulkheads.enter('notify')
    expect(permit).toBeDefined()
  })

  it('turns browsing away first while the process is too busy', async () => {
    const bulkheads = new Bulkheads({ tooBusy: true } as LoopLag)
    expect(isDomainError(await refusal(bulkheads.enter('browse')), 'OVERLOADED')).toBe(true)
    for (const load of ['order', 'pay', 'notify'] as const) await expect(bulkheads.enter(load)).resolves.toBeDefined()
  })
})

describe('a busy process', () => {
  it('is one whose timers ran late twice in a row', () => {
    const looks = new SlowLooks()
    const seen = [10, 250, 30, 250, 300, 400, 20].map((delay) => {
      looks.note(delay)
      return looks.tooBusy
    })
    expect(seen).toEqual([false, false, false, false, true, true, false])
  })
})
