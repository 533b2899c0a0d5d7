import { Inject, Injectable, Logger } from '@nestjs/common'
import type { SessionView } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { tokenHash } from '../../infra/crypto/random.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { overlapMs, withinGrace } from './domain/session-rules.js'
import { Members } from './members.js'
import { Sessions, successorOf, type TokenPair } from './sessions.js'
import { sessionView } from './session-view.js'

interface SessionRow {
  familyId: string
  memberId: Id<'member'>
  device: string
  seed: Buffer
  startedAt: Instant
  rotatedAt: Instant | null
  /** Revoked, run out, or of a member who may not come in any more. */
  ended: boolean
}

type Refusal = 'UNAUTHENTICATED' | 'SESSION_REUSED'

const COLUMNS = `s.family_id as "familyId", s.member_id as "memberId", s.device, s.successor_seed as seed,
  s.family_started_at as "startedAt", s.rotated_at as "rotatedAt"`

/**
 * Exchanges a refresh token for the next pair. Of many exchanges at once one wins; the others, and anybody who
 * lost the answer, get the same pair for a few seconds. After that a second use means a stolen copy: the family ends.
 */
@Injectable()
export class RefreshSession {
  private readonly log = new Logger('RefreshSession')

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly members: Members,
    private readonly sessions: Sessions,
  ) {}

  /** Throws UNAUTHENTICATED (unknown, expired, signed out) or SESSION_REUSED. */
  async run(refreshToken: string): Promise<SessionView> {
    const outcome = await this.database.transaction((tx) => this.exchange(tx, refreshToken))
    if (typeof outcome === 'string') throw new DomainError(outcome)
    return outcome
  }

  private async exchange(tx: Tx, presented: string): Promise<SessionView | Refusal> {
    const won = await this.rotate(tx, presented)
    if (won !== undefined) {
      const family = { id: won.familyId, startedAt: won.startedAt }
      return this.answer(tx, won.memberId, await this.sessions.follow(tx, won, family, presented, won.seed))
    }
    return this.repeat(tx, presented)
  }

  /** The compare-and-set that one of many wins; the others wait on the row and find it rotated. */
  private async rotate(tx: Tx, presented: string): Promise<SessionRow | undefined> {
    const now = this.clock.now()
    return tx.maybe<SessionRow>(
      `update sessions s set rotated_at = $2, access_expires_at = least(s.access_expires_at, $3)
         from members m
        where s.refresh_hash = $1 and s.rotated_at is null and s.revoked_at is null and s.refresh_expires_at > $2
          and m.id = s.member_id and m.state = 'active' and m.merged_into_id is null
       returning ${COLUMNS}`,
      [tokenHash(presented), isoOf(now), isoOf(addMs(now, overlapMs))],
    )
  }

  private async repeat(tx: Tx, presented: string): Promise<SessionView | Refusal> {
    const now = this.clock.now()
    const row = await tx.maybe<SessionRow>(
      `select ${COLUMNS}, (s.revoked_at is not null or s.refresh_expires_at <= $2 or m.state <> 'active'
                       or m.merged_into_id is not null) as ended
         from sessions s join members m on m.id = s.member_id where s.refresh_hash = $1`,
      [tokenHash(presented), isoOf(now)],
    )
    if (row === undefined || row.ended || row.rotatedAt === null) return 'UNAUTHENTICATED'
    if (withinGrace(now, row.rotatedAt)) return this.sameAnswer(tx, row, presented)
    await this.sessions.revokeFamily(tx, row.familyId, 'reuse')
    this.log.warn(`a refresh token was used twice, family ${row.familyId} ends`)
    return 'SESSION_REUSED'
  }

  private async sameAnswer(tx: Tx, row: SessionRow, presented: string): Promise<SessionView | Refusal> {
    const { access, refresh } = successorOf(presented, row.seed)
    const next = await tx.maybe<{ accessExpiresAt: Instant; refreshExpiresAt: Instant }>(
      `select access_expires_at as "accessExpiresAt", refresh_expires_at as "refreshExpiresAt"
         from sessions where refresh_hash = $1 and revoked_at is null`,
      [tokenHash(refresh)],
    )
    if (next === undefined) return 'UNAUTHENTICATED'
    return this.answer(tx, row.memberId, { accessToken: access, refreshToken: refresh, ...next })
  }

  private async answer(tx: Tx, memberId: Id<'member'>, pair: TokenPair): Promise<SessionView> {
    return sessionView(pair, await this.members.view(tx, memberId))
  }
}
