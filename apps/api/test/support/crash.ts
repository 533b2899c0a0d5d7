import type { Sql, SqlValue, Tx } from '../../src/infra/database/sql.js'
import type { Database } from '../../src/infra/database/database.js'

const SENDERS = ['rows', 'maybe', 'one', 'execute'] as const

/** Does the work in a process that dies at the chosen step, and starts a new one. */
export type UntilDeath = (work: () => Promise<unknown>) => Promise<void>

/**
 * Ends the life of a process at a chosen step. A step is a statement, a commit about to be sent, a commit just done, a
 * job about to be queued, or a call to a channel. From that step on nothing gets through any more, until the restart.
 * What only lived in memory survives here; a test with a real process shows that nothing depends on it.
 */
export class Crash {
  private left = Number.POSITIVE_INFINITY
  private dead = false

  static on(database: Database): Crash {
    const crash = new Crash()
    crash.between(database)
    const transaction = database.transaction.bind(database)
    database.transaction = async (work) => {
      crash.step()
      const result = await transaction(async (tx) => {
        crash.between(tx)
        crash.beforeEffects(tx)
        const outcome = await work(tx)
        crash.step()
        return outcome
      })
      crash.step()
      return result
    }
    return crash
  }

  get happened(): boolean {
    return this.dead
  }

  /** The n-th step from now on is the last. */
  at(step: number): void {
    this.left = step
    this.dead = false
  }

  restart(): void {
    this.at(Number.POSITIVE_INFINITY)
  }

  /**
   * Dies at the first step, then, in another life, at the second, and so on until the work is done before it would die.
   * Answers at how many steps it died.
   */
  async atEveryStep(mostSteps: number, life: (untilDeath: UntilDeath) => Promise<void>): Promise<number> {
    for (let step = 1; step <= mostSteps; step += 1) {
      let died = false
      await life(async (work) => {
        this.at(step)
        await work().catch(() => undefined)
        died = this.happened
        this.restart()
      })
      if (!died) return step - 1
    }
    throw new Error(`the work has more than ${mostSteps} steps`)
  }

  /** Before and after every call of these methods. */
  around<Target extends object>(target: Target, methods: readonly (keyof Target)[]): void {
    for (const method of methods) {
      const original = target[method] as unknown as (...args: unknown[]) => Promise<unknown>
      const guarded = async (...args: unknown[]): Promise<unknown> => {
        this.step()
        const result = await original.apply(target, args)
        this.step()
        return result
      }
      target[method] = guarded as never
    }
  }

  private step(): void {
    this.left -= 1
    this.dead ||= this.left <= 0
    if (this.dead) throw new Error('the process was killed here')
  }

  private between(sql: Sql): void {
    for (const method of SENDERS) {
      const send = sql[method] as (text: string, values?: readonly SqlValue[]) => Promise<unknown>
      const guarded = async (text: string, values?: readonly SqlValue[]): Promise<unknown> => {
        this.step()
        return send(text, values)
      }
      Object.assign(sql, { [method]: guarded })
    }
  }

  private beforeEffects(tx: Tx): void {
    const afterCommit = tx.afterCommit.bind(tx)
    tx.afterCommit = (effect) =>
      afterCommit(() => {
        this.step()
        return effect()
      })
  }
}
