import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RouteFacts } from '@jishi/contracts/route'
import { isDomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { describe, expect, it } from 'vitest'
import { ANONYMOUS, type Actor } from '../auth/actor.js'
import { loadConfig } from '../config/config.js'
import { createLogger } from '../logging/logger.js'
import { Limits, type LimitFacts } from './limits.js'

const member: Actor = { kind: 'member', memberId: idOf('0197a000-0000-7000-8000-000000000001'), sessionId: 's' }
const route: RouteFacts = {
  method: 'POST',
  path: '/x',
  access: 'public',
  load: 'auth',
  idempotency: 'none',
  owner: 'none',
}

const limitsOf = (mode: string, env: Record<string, string> = {}): Limits => {
  const config = loadConfig({
    JISHI_MODE: mode,
    LOG_LEVEL: 'silent',
    DATA_DIR: mkdtempSync(join(tmpdir(), 'jishi-limits-')),
    ...env,
  })
  return new Limits(config, createLogger(config))
}

const refusedAfter = async (
  limits: Limits,
  asked: RouteFacts,
  facts: (n: number) => LimitFacts,
  most: number,
): Promise<number> => {
  for (let n = 0; n < most; n += 1) {
    const refusal = await limits.take(asked, facts(n)).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (refusal === undefined) continue
    expect(isDomainError(refusal, 'RATE_LIMITED')).toBe(true)
    expect((refusal as { details: { retryAfterSeconds: number } }).details.retryAfterSeconds).toBeGreaterThan(0)
    return n
  }
  return most
}

describe('limits', () => {
  it('count one phone wherever it comes from, and never under its own name', async () => {
    const limits = limitsOf('demo')
    const facts = (n: number): LimitFacts => ({ ip: `10.0.0.${n}`, actor: ANONYMOUS, body: { phone: '13800000001' } })
    expect(await refusedAfter(limits, { ...route, limit: 'sms' }, facts, 50)).toBe(6)
    expect(
      await refusedAfter(
        limits,
        { ...route, limit: 'sms' },
        (n) => ({ ...facts(n), body: { phone: '13800000002' } }),
        5,
      ),
    ).toBe(5)
  })

  it('count one address however many phones it names', async () => {
    const limits = limitsOf('demo')
    limits.rescale({ ip: 1, others: 1 })
    const facts = (n: number): LimitFacts => ({
      ip: '10.0.0.1',
      actor: ANONYMOUS,
      body: { phone: `138${String(n).padStart(8, '0')}` },
    })
    expect(await refusedAfter(limits, { ...route, limit: 'sms' }, facts, 100)).toBe(60)
  })

  it('count one person wherever he asks from', async () => {
    const limits = limitsOf('demo')
    expect(
      await refusedAfter(
        limits,
        { ...route, limit: 'placeOrder' },
        (n) => ({ ip: `10.0.${n}.1`, actor: member, body: {} }),
        400,
      ),
    ).toBe(300)
  })

  it('leave callbacks alone', async () => {
    const limits = limitsOf('demo')
    limits.rescale({ ip: 1 / 1_200, others: 1 })
    const facts = (): LimitFacts => ({ ip: '10.0.0.1', actor: ANONYMOUS, body: undefined })
    expect(await refusedAfter(limits, { ...route, access: 'callback' }, facts, 20)).toBe(20)
  })

  it('go on in memory when Redis is away', async () => {
    const limits = limitsOf('demo', { REDIS_URL: 'redis://127.0.0.1:1' })
    const facts = (n: number): LimitFacts => ({ ip: `10.0.0.${n}`, actor: ANONYMOUS, body: { phone: '13800000001' } })
    expect(await refusedAfter(limits, { ...route, limit: 'sms' }, facts, 50)).toBe(6)
    await limits.onApplicationShutdown()
  })
})
