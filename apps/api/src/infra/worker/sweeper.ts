import { randomInt } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../clock/clock.js'
import { Database } from '../database/database.js'
import { UNCOUNTED } from '../database/driver.js'
import type { RunnableSweep } from './reactions.js'
import { Reactions } from './reactions.js'

const LEASE_SECONDS = 30
const MOST_ROUNDS = 50
/** Sweeps begin at different moments, so that a start is not one burst of them. */
const FIRST_WITHIN_MS = 2_000

/**
 * Runs the sweeps on their own timers and straight on the database: they are what still works when the queue does
 * not. The lease only spares double work; every sweep is written so that two at once do no harm.
 */
@Injectable()
export class Sweeper {
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly running = new Set<Promise<unknown>>()
  private readonly log = new Logger('Sweeper')
  private stopped = true

  constructor(
    private readonly database: Database,
    private readonly reactions: Reactions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  start(): void {
    this.stopped = false
    for (const sweep of this.reactions.sweeps()) this.plan(sweep, randomInt(Math.min(sweep.everyMs, FIRST_WITHIN_MS)))
  }

  async stop(): Promise<void> {
    this.stopped = true
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
    await Promise.allSettled(this.running)
  }

  /** Runs one sweep now, whoever holds its lease; answers how many things it did. */
  async runNow(name: string): Promise<number> {
    const sweep = this.reactions.sweeps().find((candidate) => candidate.name === name)
    if (sweep === undefined) throw new Error(`there is no sweep named ${name}`)
    return this.rounds(sweep)
  }

  /** Runs all of them now, again until none finds anything: a sweep may make work for another. */
  async runAllNow(): Promise<number> {
    let total = 0
    for (const sweep of this.reactions.sweeps()) total += await this.rounds(sweep)
    return total
  }

  private plan(sweep: RunnableSweep, inMs: number): void {
    if (this.stopped) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      const run = this.turn(sweep)
      this.running.add(run)
      void run.finally(() => {
        this.running.delete(run)
        this.plan(sweep, sweep.everyMs)
      })
    }, inMs)
    this.timers.add(timer)
  }

  private async turn(sweep: RunnableSweep): Promise<void> {
    try {
      if (!(await this.lease(sweep))) return
      await this.rounds(sweep, () => this.stopped)
      await this.database.execute(`${UNCOUNTED} update sweep_leases set leased_until = null where name = $1`, [
        sweep.name,
      ])
    } catch (error) {
      this.log.warn(`${sweep.name}: ${(error as Error).message}`)
    }
  }

  /** A worker that is told to stop waits for the round that has begun and for no other. */
  private async rounds(sweep: RunnableSweep, over = () => false): Promise<number> {
    let total = 0
    for (let round = 0; round < MOST_ROUNDS && !over(); round += 1) {
      const done = await sweep.run(this.clock.now())
      total += done
      if (done === 0) break
    }
    return total
  }

  private async lease(sweep: RunnableSweep): Promise<boolean> {
    const taken = await this.database.execute(
      `${UNCOUNTED} insert into sweep_leases as mine (name, next_run_at, leased_until)
         values ($1, now() + make_interval(secs => $2), now() + make_interval(secs => $3))
       on conflict (name) do update
         set next_run_at = excluded.next_run_at, leased_until = excluded.leased_until
         where mine.next_run_at <= now() + interval '50 milliseconds' and coalesce(mine.leased_until < now(), true)`,
      [sweep.name, sweep.everyMs / 1_000, LEASE_SECONDS],
    )
    return taken === 1
  }
}
