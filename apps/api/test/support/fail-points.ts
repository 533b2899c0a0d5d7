import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../src/infra/database/database.js'

const MODULE = fileURLToPath(new URL('../../src/modules/payment/', import.meta.url))
/** What speaks for a channel is no step of its own: it is called from one. */
const SPEAKERS = /^(?:wechat|alipay|unionpay|demo)\/|^payouts\/(?:wechat|alipay)-|^gate\/gated-/
/** What is said to a channel that takes money, and to one that pays it out. */
const CALLS = ['create', 'query', 'close', 'refund', 'queryRefund', 'send', 'cancel'] as const
const COMMIT = /\.transaction\(/
const CALL = new RegExp(`\\bchannel(?:s\\.get\\([^)]*\\)\\?)?\\.(?:${CALLS.join('|')})\\(`)

const sources = (): string[] =>
  readdirSync(MODULE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !SPEAKERS.test(name))
    .sort()

/**
 * Every step boundary of the payment module, read from its code: each place where a transaction is committed or a channel
 * called is two, for the process may die before and after. `send-refund.ts:47 before the commit`.
 */
export const failPointsInCode = (): string[] =>
  sources().flatMap((name) =>
    readFileSync(join(MODULE, name), 'utf8')
      .split('\n')
      .flatMap((line, at) => {
        const site = `${name}:${at + 1}`
        if (COMMIT.test(line)) return [`${site} before the commit`, `${site} after the commit`]
        return CALL.test(line) ? [`${site} before the call`, `${site} after the call`] : []
      }),
  )

/** Where in the payment module something was called from; undefined when it was somewhere else. */
const siteOf = (stack = ''): string | undefined => {
  for (const line of stack.split('\n')) {
    const [, path = '', at = ''] = /\(?(?:file:\/\/)?(\/[^():]+):(\d+):\d+\)?$/.exec(line) ?? []
    const name = relative(MODULE, path)
    if (path !== '' && !name.startsWith('..') && !SPEAKERS.test(name)) return `${name}:${at}`
  }
  return undefined
}

/** Does the work in a process that dies at the chosen boundary, and starts a new one. */
export type UntilDeath = (work: () => Promise<unknown>) => Promise<void>

/**
 * Lets a process die at any boundary between what it has told the database or a channel and what it has not. From there on
 * nothing gets through any more, until the restart. Unlike `Crash` it knows where in the code it was.
 */
export class FailPoints {
  /** Where it has died so far. */
  readonly died = new Set<string>()
  private left = Number.POSITIVE_INFINITY
  private dead = false

  static on(database: Database, channels: Iterable<object>): FailPoints {
    const points = new FailPoints()
    points.ofStatements(database)
    points.ofCommits(database)
    for (const channel of channels) for (const call of CALLS) if (call in channel) points.ofCall(channel, call)
    return points
  }

  /** Lives once for each boundary, dying at the first, then at the second, until the work is done before it would die. */
  async each(most: number, life: (untilDeath: UntilDeath) => Promise<void>): Promise<number> {
    for (let boundary = 1; boundary <= most; boundary += 1) {
      let died = false
      await life(async (work) => {
        this.left = boundary
        await work().catch(() => undefined)
        died = this.dead
        this.left = Number.POSITIVE_INFINITY
        this.dead = false
      })
      if (!died) return boundary - 1
    }
    throw new Error(`the work has more than ${most} boundaries`)
  }

  private pass(site: string | undefined, boundary: string): void {
    if (!this.dead) {
      this.left -= 1
      if (this.left <= 0) {
        this.dead = true
        if (site !== undefined) this.died.add(`${site} ${boundary}`)
      }
    }
    this.live()
  }

  private live(): void {
    if (this.dead) throw new Error('the process was killed here')
  }

  private ofStatements(database: Database): void {
    for (const method of ['rows', 'maybe', 'one', 'execute'] as const) {
      const send = database[method] as (...given: unknown[]) => Promise<unknown>
      const guarded = async (...given: unknown[]): Promise<unknown> => {
        this.live()
        return send(...given)
      }
      Object.assign(database, { [method]: guarded })
    }
  }

  private ofCommits(database: Database): void {
    const transaction = database.transaction.bind(database)
    database.transaction = async (work) => {
      const site = siteOf(new Error('here').stack)
      this.live()
      const result = await transaction(async (tx) => {
        const afterCommit = tx.afterCommit.bind(tx)
        tx.afterCommit = (effect) =>
          afterCommit(() => {
            this.live()
            return effect()
          })
        const outcome = await work(tx)
        this.pass(site, 'before the commit')
        return outcome
      })
      this.pass(site, 'after the commit')
      return result
    }
  }

  private ofCall(channel: object, call: (typeof CALLS)[number]): void {
    const calls = channel as Record<string, (...given: unknown[]) => Promise<unknown>>
    const original = (calls[call] as (...given: unknown[]) => Promise<unknown>).bind(channel)
    const guarded = async (...given: unknown[]): Promise<unknown> => {
      const site = siteOf(new Error('here').stack)
      this.pass(site, 'before the call')
      const answer = await original(...given)
      this.pass(site, 'after the call')
      return answer
    }
    Object.assign(channel, { [call]: guarded })
  }
}
