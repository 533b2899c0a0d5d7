import { Redis } from 'ioredis'
import type { Logger } from '../../../infra/logging/logger.js'
import type { Decision, TakeAsk, TakeEngine } from './engine.js'
import type { ItemMemory } from './item-memory.js'
import { ADMIT, COMPARE, FREE, SETTLE } from './redis-scripts.js'

/** A Redis that does not answer is not waited for: the truth is elsewhere. */
const PATIENCE_MS = 250
/** Requests are decided in milliseconds; what was let through longer ago belonged to a process that is gone. */
const INSIDE_MS = 30_000
const KEEP_SECONDS = 3_600
const COMPARE_EVERY_MS = 2_000

interface RedisParts {
  readonly url: string
  /** Decides for good. */
  readonly truth: TakeEngine
  readonly memory: ItemMemory
  readonly logger: Logger
}

/** What the comparator found of one of the goods. */
export interface Compared {
  readonly itemId: string
  readonly stood: number
  readonly expected: number
}

type Admission = 'in' | 'unknown' | { readonly left: number }

/**
 * A filter in front of the truth, shared by all processes: no more requests reach the database than there are units. It knows nothing for
 * sure. Where it is empty, slow or gone, everybody is let through; what it counts is compared with the truth every two seconds and put right.
 */
export class RedisEngine implements TakeEngine {
  private readonly redis: Redis
  /** Goods somebody asked for, and when they were last compared. */
  private readonly seen = new Map<string, number>()

  constructor(private readonly parts: RedisParts) {
    this.redis = new Redis(parts.url, {
      ...{ enableOfflineQueue: false, maxRetriesPerRequest: 1, connectionName: 'jishi-seckill' },
      ...{ commandTimeout: PATIENCE_MS, enableAutoPipelining: true },
    })
    this.redis.on('error', (error: Error) => this.parts.logger.warn({ err: error }, 'redis of flash sales'))
  }

  get waiting(): number {
    return this.parts.truth.waiting
  }

  get room(): number {
    return this.parts.truth.room
  }

  async decide(ask: TakeAsk): Promise<Decision> {
    const admission = ask.again ? 'unknown' : await this.admit(ask)
    if (admission === 'unknown') return this.parts.truth.decide(ask)
    if (admission !== 'in') return refused(admission.left)
    let won = false
    try {
      const decision = await this.parts.truth.decide(ask)
      won = decision.state === 'won'
      return decision
    } finally {
      void this.tell(SETTLE, ask.itemId, memberOf(ask), ask.qty, won ? 1 : 0)
    }
  }

  ahead(request: string): number | undefined {
    return this.parts.truth.ahead(request)
  }

  async freed(itemId: string, qty: number): Promise<void> {
    await this.parts.truth.freed(itemId, qty)
    await this.tell(FREE, itemId, qty)
  }

  /** Puts what Redis counts right by the truth; undefined where Redis does not answer or nobody sells it. */
  async compare(itemId: string): Promise<Compared | undefined> {
    this.seen.set(itemId, performance.now())
    this.parts.memory.freed(itemId)
    const known = await this.parts.memory.item(itemId)
    if (known === undefined) return undefined
    const found = (await this.tell(COMPARE, itemId, known.item.left, INSIDE_MS, KEEP_SECONDS)) as
      [number, number] | undefined
    if (found === undefined) return undefined
    const [stood, expected] = found
    if (stood !== -1 && stood !== expected) {
      this.parts.logger.warn({ itemId, stood, expected }, 'flash sale: what Redis counted was put right')
    }
    return { itemId, stood, expected }
  }

  async close(): Promise<void> {
    await this.parts.truth.close()
    this.redis.disconnect()
  }

  private async admit(ask: TakeAsk): Promise<Admission> {
    const last = this.seen.get(ask.itemId)
    if (last === undefined || performance.now() - last > COMPARE_EVERY_MS) {
      this.seen.set(ask.itemId, performance.now())
      void this.compare(ask.itemId).catch(() => undefined)
    }
    const answer = await this.tell(ADMIT, ask.itemId, memberOf(ask), ask.qty)
    if (answer === 1) return 'in'
    return typeof answer === 'number' && answer <= -2 ? { left: -2 - answer } : 'unknown'
  }

  private async tell(script: string, itemId: string, ...values: (string | number)[]): Promise<unknown> {
    try {
      const keys = [`jishi:seckill:{${itemId}}:left`, `jishi:seckill:{${itemId}}:inside`]
      return await this.redis.eval(script, keys.length, ...keys, ...values)
    } catch {
      return undefined
    }
  }
}

const memberOf = ({ request, qty }: TakeAsk): string => `${request}:${qty}`

/** Whether some of it is held and may come back is not known here. */
const refused = (left: number): Decision =>
  left > 0 ? { state: 'short', left } : { state: 'sold_out', mayReturn: true }
