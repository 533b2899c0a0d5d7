import { createHash } from 'node:crypto'
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import type { RouteFacts } from '@jishi/contracts/route'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { doerText, type Actor } from '../auth/actor.js'
import type { Config, Mode } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { LOGGER, type Logger } from '../logging/logger.js'
import { GENERAL_LIMITS, NAMED_LIMITS, type LimitRule, type LimitSubject } from './limit-table.js'
import { networkOf } from './network.js'

/** What a limit may look at. */
export interface LimitFacts {
  readonly ip: string
  readonly actor: Actor
  readonly body: unknown
}

/** How much wider a rule is than its table says: a whole household, a test run or a bench shares one address. */
export interface LimitScale {
  readonly ip: number
  readonly others: number
}

const SCALES: Readonly<Record<Mode, LimitScale>> = {
  production: { ip: 1, others: 1 },
  demo: { ip: 20, others: 1 },
  test: { ip: 10_000, others: 10_000 },
}

interface Counter {
  readonly rule: LimitRule
  readonly limiter: RateLimiterAbstract
}

/**
 * Counts requests per address, person and value. In one process the counters live in memory; with Redis
 * they are shared, and memory takes over while Redis is away, so a lost Redis never closes the shop.
 */
@Injectable()
export class Limits implements OnApplicationShutdown {
  private readonly redis: Redis | undefined
  private general: readonly Counter[] = []
  private named: ReadonlyMap<string, readonly Counter[]> = new Map()

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.redis = config.redisUrl === undefined ? undefined : this.connect(config.redisUrl)
    this.rescale(SCALES[config.mode])
  }

  /** Forgets all counts and counts anew on another scale; a test of the limits themselves narrows them. */
  rescale(scale: LimitScale): void {
    const counters = (name: string, rules: readonly LimitRule[]): Counter[] =>
      rules.map((rule, at) => ({ rule, limiter: this.limiterOf(`${name}:${at}`, rule, scale) }))
    this.general = counters('general', GENERAL_LIMITS)
    this.named = new Map(Object.keys(NAMED_LIMITS).map((name) => [name, counters(name, NAMED_LIMITS[name] ?? [])]))
  }

  /** True when the server's table knows the name; start-up refuses a route that names another. */
  knows(name: string): boolean {
    return this.named.has(name)
  }

  /** Takes one point of every rule that applies; throws RATE_LIMITED with the seconds to wait. */
  async take(route: RouteFacts, facts: LimitFacts): Promise<void> {
    if (route.access === 'callback') return
    for (const counter of this.general) await this.takeOne(counter, facts)
    if (route.limit === undefined) return
    const counters = this.named.get(route.limit)
    assert(counters !== undefined, `no limit is called ${route.limit}`)
    for (const counter of counters) await this.takeOne(counter, facts)
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.disconnect()
    await Promise.resolve()
  }

  private async takeOne({ rule, limiter }: Counter, facts: LimitFacts): Promise<void> {
    const key = keyOf(rule.by, facts)
    if (key === undefined) return
    try {
      await limiter.consume(key)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      throw new DomainError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) })
    }
  }

  private limiterOf(name: string, rule: LimitRule, scale: LimitScale): RateLimiterAbstract {
    const points = rule.points * (rule.by === 'ip' ? scale.ip : scale.others)
    const shape = { keyPrefix: `jishi:limit:${name}`, points, duration: rule.seconds }
    const memory = new RateLimiterMemory(shape)
    if (this.redis === undefined) return memory
    return new RateLimiterRedis({
      ...shape,
      storeClient: this.redis,
      insuranceLimiter: memory,
      rejectIfRedisNotReady: true,
    })
  }

  private connect(url: string): Redis {
    const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, connectionName: 'jishi-limits' })
    redis.on('error', (error: Error) => this.logger.warn({ err: error }, 'redis of the limits'))
    return redis
  }
}

const keyOf = (by: LimitSubject, facts: LimitFacts): string | undefined => {
  if (by === 'ip') return networkOf(facts.ip)
  if (by === 'actor') return facts.actor.kind === 'anonymous' ? undefined : doerText(facts.actor)
  if (by === 'device') return facts.actor.kind === 'member' ? `session:${facts.actor.sessionId}` : undefined
  const value = (facts.body as Record<string, unknown> | undefined)?.[by.field]
  return typeof value === 'string' ? createHash('sha256').update(value).digest('base64url') : undefined
}
