import { Injectable } from '@nestjs/common'
import type { OperatorRow, OperatorsQuery, RoleView } from '@jishi/contracts/identity/operators.schema'
import type { OperatorState } from '@jishi/contracts/identity/operators.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { covers, type Authority } from './domain/authority.js'
import { permissionsOf, usernameOf } from './operators.js'
import { Staff } from './staff.js'

interface ListRow {
  id: string
  at: Instant
  username: string
  displayName: string
  state: OperatorState
  mustChangePassword: boolean
  signedInAt: Instant | null
  roles: { code: string; name: string }[]
  everything: boolean
  permissions: string[]
}

interface RoleRow extends Omit<RoleView, 'permissions' | 'grantable'> {
  granted: string[]
}

const OPERATOR = `select o.id, o.created_at as at, o.username, o.display_name as "displayName", o.state,
    o.must_change_password as "mustChangePassword", o.signed_in_at as "signedInAt",
    coalesce((select jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name) order by r.position, r.name)
                from grants g join roles r on r.code = g.role_code where g.operator_id = o.id), '[]') as roles,
    exists (select 1 from grants g join roles r on r.code = g.role_code where g.operator_id = o.id and r.everything) as everything,
    array(select distinct p.permission from grants g join role_permissions p on p.role_code = g.role_code
           where g.operator_id = o.id) as permissions
  from operators o`

/** The people of the shop and their roles, as the rooms of the back office show them. */
@Injectable()
export class AdminOperatorsQueries {
  constructor(
    private readonly database: Database,
    private readonly staff: Staff,
  ) {}

  async list(actor: OperatorActor, query: OperatorsQuery): Promise<Page<OperatorRow>> {
    const limit = query.limit ?? PAGE_SIZE
    const conditions = conditionsOf(query)
    const own = await this.own(actor)
    const rows = await this.database.rows<ListRow>(
      `${OPERATOR} ${conditions.where} order by o.created_at desc, o.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    return { items: page.rows.map((row) => rowView(row, actor, own)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(actor: OperatorActor, id: string): Promise<OperatorRow> {
    const row = await this.database.maybe<ListRow>(`${OPERATOR} where o.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return rowView(row, actor, await this.own(actor))
  }

  async roles(actor: OperatorActor): Promise<RoleView[]> {
    const own = await this.own(actor)
    const rows = await this.database.rows<RoleRow>(
      `select r.id, r.code, r.name, r.description, r.built_in as "builtIn", r.everything,
              array(select p.permission from role_permissions p where p.role_code = r.code) as granted,
              (select count(*)::int from grants g where g.role_code = r.code) as "operatorCount"
         from roles r order by r.position, r.name`,
    )
    return rows.map(({ granted, ...role }) => ({
      ...role,
      permissions: permissionsOf(role.everything, granted),
      grantable: covers(own, { everything: role.everything, permissions: new Set(granted) }),
    }))
  }

  /** Throws NOT_FOUND. */
  async role(actor: OperatorActor, id: string): Promise<RoleView> {
    const role = (await this.roles(actor)).find((one) => one.id === id)
    if (role === undefined) throw new DomainError('NOT_FOUND')
    return role
  }

  /** Whoever reads needs no more than their permission; what they may manage is only told where they are known. */
  private async own(actor: OperatorActor): Promise<Authority> {
    const nothing = { everything: false, permissions: new Set<string>() }
    return this.staff.member(this.database, actor.operatorId).catch(() => nothing)
  }
}

const conditionsOf = (query: OperatorsQuery): Conditions => {
  const conditions = new Conditions()
  if (query.state !== undefined) conditions.add('o.state = ?', query.state)
  if (query.role !== undefined)
    conditions.add('exists (select 1 from grants g where g.operator_id = o.id and g.role_code = ?)', query.role)
  if (query.q !== undefined && query.q.trim() !== '')
    conditions.add('(starts_with(o.username, ?) or strpos(o.display_name, ?) > 0)', usernameOf(query.q), query.q.trim())
  addTimePage(conditions, 'o.created_at', 'o.id', { cursor: query.cursor })
  return conditions
}

const rowView = (row: ListRow, actor: OperatorActor, own: Authority): OperatorRow => ({
  id: row.id,
  username: row.username,
  displayName: row.displayName,
  state: row.state,
  roles: row.roles,
  mustChangePassword: row.mustChangePassword,
  createdAt: isoOf(row.at),
  lastSignedInAt: row.signedInAt === null ? null : isoOf(row.signedInAt),
  manageable:
    row.id !== actor.operatorId && covers(own, { everything: row.everything, permissions: new Set(row.permissions) }),
})
