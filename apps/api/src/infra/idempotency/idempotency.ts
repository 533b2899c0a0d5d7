import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../clock/clock.js'
import { isLockTimeout } from '../database/failures.js'
import type { Tx } from '../database/sql.js'

/** One keyed call: who asks, on which route, under which key, for what. A controller gets it with `@Idempotent()`. */
export interface IdempotentCall {
  readonly actor: string
  readonly route: string
  readonly key: string
  /** Everything that decides what the call does; the same key with anything else here is a mistake of the caller. */
  readonly body: unknown
}

/** The resource a call made or changed. The answer is built from it, so a repeat shows its present state. */
export interface Outcome<Kind extends string> {
  readonly kind: Kind
  readonly id: Id<Kind>
  /** True when an earlier call with this key did the work and nothing was done now. */
  readonly repeated: boolean
}

interface StoredCall {
  bodyHash: Buffer
  resourceKind: string
  resourceId: string
}

/**
 * Does a keyed call once. The key's row is written before the effect and in the effect's transaction,
 * so whoever comes second waits on it (up to the lock limit) and then finds the first one's resource;
 * a refusal rolls the row back with everything else, and the key is free again.
 */
@Injectable()
export class Idempotency {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * `effect` gets a fresh id that it may use for what it creates; if it worked on another resource it
   * returns that one's id. Throws IDEMPOTENCY_MISMATCH (422) or IDEMPOTENCY_IN_FLIGHT (409).
   *
   * `idempotency.run(tx, call, 'order', async (id) => { await insertOrder(tx, id, …); return id })`
   */
  async run<Kind extends string>(
    tx: Tx,
    call: IdempotentCall,
    kind: Kind,
    effect: (proposed: Id<Kind>) => Promise<Id<Kind>>,
  ): Promise<Outcome<Kind>> {
    const proposed: Id<Kind> = newId<Kind>(this.clock)
    const bodyHash = hashOf(call.body)
    if (!(await this.claim(tx, call, bodyHash, kind, proposed))) return this.earlier(tx, call, bodyHash, kind)
    const id = await effect(proposed)
    if (id !== proposed) await this.correct(tx, call, id)
    return { kind, id, repeated: false }
  }

  private async claim(tx: Tx, call: IdempotentCall, bodyHash: Buffer, kind: string, id: string): Promise<boolean> {
    try {
      const claimed = await tx.execute(
        `insert into idempotency_keys (actor, route, key, body_hash, resource_kind, resource_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (actor, route, key) do nothing`,
        [call.actor, call.route, call.key, bodyHash, kind, id, isoOf(this.clock.now())],
      )
      return claimed === 1
    } catch (error) {
      if (isLockTimeout(error)) throw new DomainError('IDEMPOTENCY_IN_FLIGHT')
      throw error
    }
  }

  private async earlier<Kind extends string>(
    tx: Tx,
    call: IdempotentCall,
    bodyHash: Buffer,
    kind: Kind,
  ): Promise<Outcome<Kind>> {
    const stored = await tx.one<StoredCall>(
      `select body_hash as "bodyHash", resource_kind as "resourceKind", resource_id as "resourceId"
       from idempotency_keys where actor = $1 and route = $2 and key = $3`,
      [call.actor, call.route, call.key],
    )
    if (!stored.bodyHash.equals(bodyHash) || stored.resourceKind !== kind) throw new DomainError('IDEMPOTENCY_MISMATCH')
    return { kind, id: stored.resourceId as Id<Kind>, repeated: true }
  }

  private async correct(tx: Tx, call: IdempotentCall, id: string): Promise<void> {
    await tx.execute(`update idempotency_keys set resource_id = $4 where actor = $1 and route = $2 and key = $3`, [
      call.actor,
      call.route,
      call.key,
      id,
    ])
  }
}

/** Text of a value in which the order of an object's keys makes no difference. */
export const canonicalText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = value as Record<string, unknown>
  const parts = Object.keys(fields)
    .filter((name) => fields[name] !== undefined)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(fields[name])}`)
  return `{${parts.join(',')}}`
}

export const hashOf = (body: unknown): Buffer => createHash('sha256').update(canonicalText(body)).digest()
