import { Injectable } from '@nestjs/common'
import type { ChangePasswordBody } from '@jishi/contracts/identity/operators.schema'
import { DomainError } from '@jishi/kernel/errors'
import { minuteMs } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Allowances, type Allowance } from './allowances.js'
import { passwordFault, type PasswordFault } from './domain/one-time-password.js'
import { hashPassword, passwordMatches } from './passwords.js'
import { Staff } from './staff.js'

const FAULT_WORDS: Record<PasswordFault, string> = {
  too_short: '新密码至少 12 位',
  names_you: '新密码不能包含账号名',
  same: '新密码不能与当前密码相同',
}

/** Somebody who is signed in takes another password; wherever else they are signed in, they no longer are. */
@Injectable()
export class ChangeOwnPassword {
  constructor(
    private readonly database: Database,
    private readonly allowances: Allowances,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws PASSWORD_WRONG, VALIDATION_FAILED, RATE_LIMITED after five wrong ones in a quarter of an hour. */
  async run(actor: OperatorActor, body: ChangePasswordBody): Promise<void> {
    const tries = triesOf(actor)
    await this.database.transaction((tx) => this.allowances.take(tx, tries))
    const stored = await this.database.maybe<{ username: string; passwordHash: string }>(
      'select username, password_hash as "passwordHash" from operators where id = $1',
      [actor.operatorId],
    )
    if (!(await passwordMatches(stored?.passwordHash, body.currentPassword)) || stored === undefined) {
      throw new DomainError('PASSWORD_WRONG')
    }
    const fault = passwordFault(body.newPassword, body.currentPassword, stored.username)
    if (fault !== undefined) {
      throw new DomainError('VALIDATION_FAILED', [{ path: 'newPassword', message: FAULT_WORDS[fault] }])
    }
    await this.write(actor, stored.passwordHash, await hashPassword(body.newPassword), tries)
  }

  private async write(actor: OperatorActor, before: string, after: string, tries: readonly Allowance[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const changed = await tx.execute(
        `update operators set password_hash = $3, must_change_password = false
          where id = $1 and password_hash = $2 and state = 'active'`,
        [actor.operatorId, before, after],
      )
      // Somebody reset it while it was being looked at: the password that was shown no longer opens anything.
      if (changed === 0) throw new DomainError('PASSWORD_WRONG')
      await this.allowances.giveBack(tx, tries)
      await this.staff.endSessions(tx, actor.operatorId, actor.sessionId)
      await this.auditLog.write(tx, {
        actor,
        action: 'operator.password_changed',
        subject: { kind: 'operator', id: actor.operatorId },
      })
    })
  }
}

const triesOf = ({ operatorId }: OperatorActor): Allowance[] => [
  { scope: 'operator.own', subject: operatorId, limit: 5, windowMs: 15 * minuteMs },
]
