import { createHmac, randomBytes } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { addDays, addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { newToken, tokenHash } from '../../infra/crypto/random.js'
import type { Tx } from '../../infra/database/sql.js'
import { accessExpiry, recentMs, refreshExpiry } from './domain/session-rules.js'

export interface TokenPair {
  readonly accessToken: string
  readonly accessExpiresAt: Instant
  readonly refreshToken: string
  readonly refreshExpiresAt: Instant
}

export interface NewSession {
  readonly memberId: Id<'member'>
  readonly device: string
}

export type RevokedCause = 'sign_out' | 'reuse' | 'blocked' | 'merged' | 'rebound'

interface Family {
  readonly id: string
  readonly startedAt: Instant
}

/** Writes sessions. Tokens leave only through the answer; the row keeps their hashes. */
@Injectable()
export class Sessions {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** A new sign-in: a family of its own. */
  start(tx: Tx, session: NewSession): Promise<TokenPair> {
    const family = { id: newId<'sessionFamily'>(this.clock), startedAt: this.clock.now() }
    return this.write(tx, session, family, { access: newToken(), refresh: newToken() })
  }

  /** The next pair of a family, following from the token that was presented. */
  follow(tx: Tx, session: NewSession, family: Family, presented: string, seed: Buffer): Promise<TokenPair> {
    return this.write(tx, session, family, successorOf(presented, seed))
  }

  async revokeFamily(tx: Tx, familyId: string, cause: RevokedCause): Promise<void> {
    // A refresh under way adds a successor that the first look cannot see: after waiting for it, look again.
    for (let revoked = 1; revoked > 0;) {
      revoked = await tx.execute(
        'update sessions set revoked_at = $2, revoked_cause = $3 where family_id = $1 and revoked_at is null',
        [familyId, isoOf(this.clock.now()), cause],
      )
    }
  }

  /**
   * What would outlive a stolen token is only done within minutes of signing in, when whoever is here has just proven
   * who they are. Throws FRESH_SIGN_IN_REQUIRED.
   */
  async assertRecent(tx: Tx, familyId: string): Promise<void> {
    const recent = await tx.maybe(
      'select 1 as recent from sessions where family_id = $1 and family_started_at > $2 limit 1',
      [familyId, isoOf(addMs(this.clock.now(), -recentMs))],
    )
    if (recent === undefined) throw new DomainError('FRESH_SIGN_IN_REQUIRED')
  }

  /** Every sign-in of a member but the one they are here with. */
  async revokeOthers(tx: Tx, memberId: Id<'member'>, keptFamilyId: string | null, cause: RevokedCause): Promise<void> {
    await tx.execute(
      `update sessions set revoked_at = $3, revoked_cause = $4
        where member_id = $1 and revoked_at is null and family_id is distinct from $2`,
      [memberId, keptFamilyId, isoOf(this.clock.now()), cause],
    )
  }

  private async write(
    tx: Tx,
    session: NewSession,
    family: Family,
    tokens: { access: string; refresh: string },
  ): Promise<TokenPair> {
    const now = this.clock.now()
    const pair: TokenPair = {
      accessToken: tokens.access,
      accessExpiresAt: accessExpiry(now),
      refreshToken: tokens.refresh,
      refreshExpiresAt: refreshExpiry(now, family.startedAt),
    }
    await tx.execute(
      `insert into sessions (id, family_id, member_id, access_hash, access_expires_at, refresh_hash, refresh_expires_at,
         successor_seed, device, family_started_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        newId<'session'>(this.clock),
        family.id,
        session.memberId,
        tokenHash(pair.accessToken),
        isoOf(pair.accessExpiresAt),
        tokenHash(pair.refreshToken),
        isoOf(pair.refreshExpiresAt),
        randomBytes(32),
        session.device,
        isoOf(family.startedAt),
        isoOf(now),
      ],
    )
    await this.used(tx, session.memberId, now)
    return pair
  }

  /** That somebody still uses the account, to the day: enough to tell whether it fell asleep. */
  private async used(tx: Tx, memberId: Id<'member'>, now: Instant): Promise<void> {
    await tx.execute('update members set last_used_at = $2 where id = $1 and coalesce(last_used_at, created_at) < $3', [
      memberId,
      isoOf(now),
      isoOf(addDays(now, -1)),
    ])
  }
}

/**
 * The pair that follows a presented token. Whoever holds only the database (the seed) or only an old token
 * cannot compute it; whoever asks twice with the same token gets the same pair.
 */
export const successorOf = (presented: string, seed: Buffer): { access: string; refresh: string } => {
  const derived = (use: string): string =>
    createHmac('sha256', seed).update(`${use}\u0000${presented}`).digest('base64url')
  return { access: derived('access'), refresh: derived('refresh') }
}
