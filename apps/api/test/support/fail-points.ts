import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Database } from '../../src/infra/database/database.js'

const MODULE = fileURLToPath(new URL('../../src/modules/payment/', import.meta.url))
/** What speaks for a channel is no step of its own: it is called from one. */
const SPEAKERS = /^(?:wechat|alipay|unionpay|demo)\/|^(?:payouts|bills)\/(?:wechat|alipay|unionpay)-|^gate\/gated-/
/** What is said to a channel that takes money, to one that pays it out, and to whoever has the bills. */
const CALLS = ['create', 'query', 'close', 'refund', 'queryRefund', 'send', 'cancel', 'fetch', 'fetchFlow'] as const
const COMMIT = /\.transaction\(/
const CALL = new RegExp(`\\b(?:source|channel(?:s\\.get\\([^)]*\\)\\?)?)\\.(?:${CALLS.join('|')})\\(`)

/** The spec in which the steps of a part die, by how their names begin; every step that is not of these dies in the first. */
const SPECS: Readonly<Record<string, readonly string[]>> = {
  'dying-between.spec.ts': [],
  'dying-at-the-desk.spec.ts': ['desk/', 'gate/', 'payouts/handle-payout.ts', 'payouts/reveal-payout-notice.ts'],
  'dying-over-bills.spec.ts': ['bills/'],
  'dying-with-a-balance.spec.ts': ['stored/'],
}
export const DYING_SPECS = Object.keys(SPECS)

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

/** Those of them at which a process has to die in this spec. */
const failPointsOf = (spec: string): string[] => {
  const mine = SPECS[spec] ?? []
  const all = Object.values(SPECS).flat()
  const begins = (point: string, starts: readonly string[]): boolean => starts.some((start) => point.startsWith(start))
  return failPointsInCode().filter((point) => (mine.length === 0 ? !begins(point, all) : begins(point, mine)))
}

/**
 * A process has died at every boundary that is this spec's, and each at which it died is one that is read from the code. What
 * fails here is a step that is new and has no life to die in.
 */
export const expectDeathAtEach = (spec: string, { died }: FailPoints): void => {
  const [mine, inCode] = [failPointsOf(basename(fileURLToPath(spec))), failPointsInCode()]
  expect(mine.length).toBeGreaterThan(0)
  expect(mine.filter((point) => !died.has(point))).toEqual([])
  expect([...died].filter((point) => !inCode.includes(point))).toEqual([])
}

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
