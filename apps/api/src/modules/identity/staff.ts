import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { covers, type Authority } from './domain/authority.js'

export interface StaffMember extends Authority {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly state: 'active' | 'disabled'
  readonly roles: readonly string[]
}

interface StaffRow {
  id: string
  username: string
  displayName: string
  state: 'active' | 'disabled'
  everything: boolean
  permissions: string[]
  roles: string[]
}

/** Who may do what to whom among the people of the shop. */
@Injectable()
export class Staff {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Changes of operators and roles take turns: what one decides about ("is there another owner?", "may I do this
   * myself?") cannot change under them. They are rare, and nothing else waits for this row.
   */
  async takeTurn(tx: Tx): Promise<void> {
    await tx.one(`select code from roles where code = 'owner' for no key update`)
  }

  /** Somebody to be managed, for this turn. Throws NOT_FOUND. */
  async member(reader: Sql, id: string): Promise<StaffMember> {
    const row = await reader.maybe<StaffRow>(
      `select o.id, o.username, o.display_name as "displayName", o.state,
              exists (select 1 from grants g join roles r on r.code = g.role_code where g.operator_id = o.id and r.everything) as everything,
              array(select distinct p.permission from grants g join role_permissions p on p.role_code = g.role_code
                     where g.operator_id = o.id) as permissions,
              array(select g.role_code from grants g where g.operator_id = o.id order by g.role_code) as roles
         from operators o where o.id = $1`,
      [id],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return { ...row, permissions: new Set(row.permissions) }
  }

  /** What the asking operator may do this moment, not when their request began. Throws UNAUTHENTICATED once disabled. */
  async authorityOf(reader: Sql, actor: OperatorActor): Promise<Authority> {
    const own = await this.member(reader, actor.operatorId).catch(() => undefined)
    if (own === undefined || own.state !== 'active') throw new DomainError('UNAUTHENTICATED')
    return own
  }

  /** Throws GRANT_BEYOND_OWN unless the actor may do all that this authority holds. */
  async assertCovers(reader: Sql, actor: OperatorActor, other: Authority): Promise<void> {
    if (!covers(await this.authorityOf(reader, actor), other)) throw new DomainError('GRANT_BEYOND_OWN')
  }

  /** What roles hold together. Throws VALIDATION_FAILED for one that does not exist. */
  async authorityOfRoles(reader: Sql, codes: readonly string[]): Promise<Authority> {
    const { known, everything, permissions } = await reader.one<{
      known: number
      everything: boolean | null
      permissions: string[]
    }>(
      `select count(*)::int as known, bool_or(r.everything) as everything,
              array(select distinct p.permission from role_permissions p where p.role_code = any($1::text[])) as permissions
         from roles r where r.code = any($1::text[])`,
      [[...codes]],
    )
    if (known !== new Set(codes).size) {
      throw new DomainError('VALIDATION_FAILED', [{ path: 'roles', message: '有角色已不存在，请刷新后再选' }])
    }
    return { everything: everything ?? false, permissions: new Set(permissions) }
  }

  /** Ends every session of an operator but the one given. */
  async endSessions(tx: Tx, operatorId: string, keptSessionId: string | null = null): Promise<void> {
    await tx.execute(
      `update operator_sessions set revoked_at = $2
        where operator_id = $1 and revoked_at is null and id is distinct from $3::uuid`,
      [operatorId, isoOf(this.clock.now()), keptSessionId],
    )
  }
}
