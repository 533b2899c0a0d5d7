import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, msBetween, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Tx } from '../../infra/database/sql.js'

/** So many of one thing for one subject within a window that begins with the first. */
export interface Allowance {
  readonly scope: string
  /** Kept only as a keyed digest: a phone number or an address is nobody's key. */
  readonly subject: string
  readonly limit: number
  readonly windowMs: number
}

/**
 * Limits that every process shares and a restart does not forget. The quick limits at the edge spare the
 * database; these are the ones that hold.
 */
@Injectable()
export class Allowances {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
  ) {}

  /** Takes one of each; where one has nothing left, throws RATE_LIMITED with the time to wait and the Tx takes none. */
  async take(tx: Tx, allowances: readonly Allowance[]): Promise<void> {
    const now = this.clock.now()
    const open = allowances.filter(({ limit }) => limit > 0)
    if (open.length < allowances.length) throw refusal(60 * secondMs)
    const subjects = open.map((allowance) => this.digest(allowance))
    const taken = await tx.rows<{ scope: string }>(
      `insert into allowances as a (scope, subject, taken, window_ends_at)
       select w.scope, w.subject, 1, w.ends_at from unnest($1::text[], $2::bytea[], $3::timestamptz[]) as w (scope, subject, ends_at)
       on conflict (scope, subject) do update
         set taken = case when a.window_ends_at <= $4 then 1 else a.taken + 1 end,
             window_ends_at = case when a.window_ends_at <= $4 then excluded.window_ends_at else a.window_ends_at end
         where a.window_ends_at <= $4 or a.taken < ($5::jsonb ->> a.scope)::int
       returning scope`,
      [
        open.map(({ scope }) => scope),
        subjects,
        open.map(({ windowMs }) => isoOf(addMs(now, windowMs))),
        isoOf(now),
        JSON.stringify(Object.fromEntries(open.map(({ scope, limit }) => [scope, limit]))),
      ],
    )
    if (taken.length === open.length) return
    const granted = new Set(taken.map(({ scope }) => scope))
    throw refusal(
      await this.waitFor(
        tx,
        open.filter(({ scope }) => !granted.has(scope)),
        now,
      ),
    )
  }

  /** Forgets what was taken, such as failed sign-ins once one succeeds. */
  async giveBack(tx: Tx, allowances: readonly Pick<Allowance, 'scope' | 'subject'>[]): Promise<void> {
    await tx.execute(
      `delete from allowances using unnest($1::text[], $2::bytea[]) as w (scope, subject)
        where allowances.scope = w.scope and allowances.subject = w.subject`,
      [allowances.map(({ scope }) => scope), allowances.map((allowance) => this.digest(allowance))],
    )
  }

  private async waitFor(tx: Tx, refused: readonly Allowance[], now: Instant): Promise<number> {
    const { until } = await tx.one<{ until: Instant | null }>(
      `select max(a.window_ends_at) as until from allowances a
         join unnest($1::text[], $2::bytea[]) as w (scope, subject) on a.scope = w.scope and a.subject = w.subject`,
      [refused.map(({ scope }) => scope), refused.map((allowance) => this.digest(allowance))],
    )
    return until === null ? secondMs : msBetween(now, until)
  }

  private digest({ scope, subject }: Pick<Allowance, 'scope' | 'subject'>): Buffer {
    return this.pii.blindIndex(`allowance:${scope}`, subject)
  }
}

const refusal = (waitMs: number): DomainError =>
  new DomainError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / secondMs)) })
