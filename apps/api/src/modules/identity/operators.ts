import { Inject, Injectable } from '@nestjs/common'
import { PERMISSIONS, type Permission } from '@jishi/contracts/identity/identity.terms'
import { MIN_PASSWORD_LENGTH } from '@jishi/contracts/identity/operators.terms'
import type { OperatorView } from '@jishi/contracts/identity/identity.schema'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { SettingsFacade } from '../settings/index.js'
import { hashPassword } from './passwords.js'

export interface NewOperator {
  readonly username: string
  readonly displayName: string
  readonly password: string
  /** Codes of roles: `owner`, `clerk`. */
  readonly roles: readonly string[]
}

/** An operator as it is stored. */
export interface StoredOperator {
  readonly id: Id<'operator'>
  readonly username: string
  readonly displayName: string
  readonly passwordHash: string
  readonly mustChangePassword: boolean
  readonly roles: readonly string[]
}

interface OperatorRow {
  id: string
  username: string
  displayName: string
  roles: string[]
  mustChangePassword: boolean
  everything: boolean
  permissions: string[]
}

/** The people of the shop and what they may do. */
@Injectable()
export class Operators {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly settings: SettingsFacade,
  ) {}

  /** There is no default operator and no default password: whoever makes one chooses it. */
  async create(tx: Tx, operator: NewOperator): Promise<Id<'operator'>> {
    assert(operator.password.length >= MIN_PASSWORD_LENGTH, `a password has at least ${MIN_PASSWORD_LENGTH} characters`)
    const { password, ...facts } = operator
    const id = newId<'operator'>(this.clock)
    await this.insert(tx, { ...facts, id, passwordHash: await hashPassword(password), mustChangePassword: false })
    return id
  }

  /** Throws USERNAME_TAKEN. */
  async insert(tx: Tx, operator: StoredOperator): Promise<void> {
    const now = isoOf(this.clock.now())
    const made = await tx.execute(
      `insert into operators (id, username, display_name, password_hash, must_change_password, created_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (username) do nothing`,
      [
        operator.id,
        usernameOf(operator.username),
        operator.displayName,
        operator.passwordHash,
        operator.mustChangePassword,
        now,
      ],
    )
    if (made === 0) throw new DomainError('USERNAME_TAKEN')
    await tx.execute(
      `insert into grants (operator_id, role_code, granted_at)
       select $1, code, $3 from unnest($2::text[]) as r (code) on conflict do nothing`,
      [operator.id, [...operator.roles], now],
    )
  }

  /** Throws NOT_FOUND. */
  async view(reader: Sql, id: string): Promise<OperatorView> {
    const row = await reader.maybe<OperatorRow>(
      `select o.id, o.username, o.display_name as "displayName", o.must_change_password as "mustChangePassword",
              array(select g.role_code from grants g where g.operator_id = o.id order by g.role_code) as roles,
              exists (select 1 from grants g join roles r on r.code = g.role_code where g.operator_id = o.id and r.everything) as everything,
              array(select distinct p.permission from grants g join role_permissions p on p.role_code = g.role_code
                     where g.operator_id = o.id) as permissions
         from operators o where o.id = $1`,
      [id],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const { everything, permissions, ...operator } = row
    const { name } = await this.settings.get('shop')
    // Until a password that somebody else chose is changed, roles are of no use: the guard sees it the same way.
    const granted = operator.mustChangePassword ? [] : permissionsOf(everything, permissions)
    return { ...operator, permissions: granted, shopName: name }
  }

  async names(reader: Sql, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map()
    const rows = await reader.rows<{ id: string; name: string }>(
      'select id, display_name as name from operators where id = any($1::uuid[])',
      [[...new Set(ids)]],
    )
    return new Map(rows.map(({ id, name }) => [id, name]))
  }
}

/** Names are compared without regard to case and to the way an accent was typed. */
export const usernameOf = (text: string): string => text.trim().normalize('NFKC').toLowerCase()

/** Codes this release knows, in their own order; a role may still hold one of another release. */
export const permissionsOf = (everything: boolean, granted: readonly string[]): Permission[] =>
  PERMISSIONS.filter((permission) => everything || granted.includes(permission))
