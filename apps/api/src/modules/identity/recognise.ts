import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { addMs, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import type { MemberActor, OperatorActor } from '../../infra/auth/actor.js'
import { Authenticators } from '../../infra/auth/authenticators.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { tokenHash } from '../../infra/crypto/random.js'
import { Database } from '../../infra/database/database.js'
import { UNCOUNTED } from '../../infra/database/driver.js'
import { operatorIdleMs } from './domain/session-rules.js'

interface OperatorRow {
  operatorId: Id<'operator'>
  sessionId: string
  displayName: string
  seenAt: Instant
  everything: boolean
  permissions: string[]
  mustChangePassword: boolean
}

/** Tells the edge of the program whose token it holds. Asked anew for every request, so a ban or a sign-out works at once. */
@Injectable()
export class Recognise implements OnModuleInit {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly authenticators: Authenticators,
  ) {}

  onModuleInit(): void {
    this.authenticators.provide({ member: (token) => this.member(token), operator: (token) => this.operator(token) })
  }

  async member(token: string): Promise<MemberActor | undefined> {
    const row = await this.database.maybe<{ memberId: Id<'member'>; sessionId: string }>(
      `${UNCOUNTED} select s.member_id as "memberId", s.family_id as "sessionId"
         from sessions s join members m on m.id = s.member_id
        where s.access_hash = $1 and s.access_expires_at > $2 and s.revoked_at is null and m.state = 'active' and m.merged_into_id is null`,
      [tokenHash(token), isoOf(this.clock.now())],
    )
    return row && { kind: 'member', ...row }
  }

  async operator(token: string): Promise<OperatorActor | undefined> {
    const now = this.clock.now()
    const row = await this.database.maybe<OperatorRow>(
      `${UNCOUNTED} select o.id as "operatorId", s.id as "sessionId", o.display_name as "displayName", s.seen_at as "seenAt",
              exists (select 1 from grants g join roles r on r.code = g.role_code where g.operator_id = o.id and r.everything) as everything,
              array(select distinct p.permission from grants g join role_permissions p on p.role_code = g.role_code
                     where g.operator_id = o.id) as permissions, o.must_change_password as "mustChangePassword"
         from operator_sessions s join operators o on o.id = s.operator_id
        where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and s.revoked_at is null and o.state = 'active'`,
      [tokenHash(token), isoOf(now), isoOf(addMs(now, -operatorIdleMs))],
    )
    if (row === undefined) return undefined
    await this.seen(row, now)
    const permissions = new Set<string>(row.everything ? PERMISSIONS : row.permissions)
    // Somebody else chose the password, so it opens nothing but its own change.
    if (row.mustChangePassword) permissions.clear()
    return {
      kind: 'operator',
      operatorId: row.operatorId,
      sessionId: row.sessionId,
      displayName: row.displayName,
      permissions,
    }
  }

  /** Once a minute is enough to know that somebody is still there. */
  private async seen(row: OperatorRow, now: Instant): Promise<void> {
    if (addMs(row.seenAt, minuteMs) > now) return
    await this.database.execute(
      `${UNCOUNTED} update operator_sessions set seen_at = $2 where id = $1 and seen_at < $2`,
      [row.sessionId, isoOf(now)],
    )
  }
}
