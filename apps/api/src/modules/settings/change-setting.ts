import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, shopDay, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import { doerText, type Doer } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { SETTING_SCHEMAS, type SettingKey, type SettingValue } from './setting-keys.js'

/** Writes the next version of a setting over the one its author saw. */
@Injectable()
export class ChangeSetting {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  async run<Key extends SettingKey>(
    tx: Tx,
    actor: Doer,
    key: Key,
    value: SettingValue<Key>,
    expectedVersion: number,
  ): Promise<number> {
    const checked = SETTING_SCHEMAS[key].safeParse(value)
    if (!checked.success) {
      const refusals = checked.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
      throw new DomainError('VALIDATION_FAILED', refusals)
    }
    const today = shopDay(this.clock.now())
    if ('filedOn' in checked.data && (checked.data.filedOn ?? today) > today)
      throw new DomainError('VALIDATION_FAILED', [{ path: 'filedOn', message: '备案日期不能晚于今天' }])
    const version = expectedVersion + 1
    const now = isoOf(this.clock.now())
    const before = await tx.maybe<{ value: unknown }>('select value from settings where key = $1 for update', [key])
    const written = await this.write(tx, key, checked.data, version, now)
    if (!written) throw new DomainError('VERSION_CONFLICT')
    await tx.execute(
      `insert into setting_versions (key, version, value, changed_at, changed_by, changed_by_name)
       values ($1, $2, $3, $4, $5, $6)`,
      [key, version, json(checked.data), now, doerText(actor), actor.kind === 'operator' ? actor.displayName : null],
    )
    await this.auditLog.write(tx, {
      actor,
      ...(actor.kind === 'operator' ? { permission: 'setting.write' } : {}),
      action: 'setting.changed',
      subject: { kind: 'setting', id: key },
      before: before?.value,
      after: checked.data,
    })
    return version
  }

  /** The version decides: of two who saw the same one, the second changes nothing. */
  private async write(tx: Tx, key: SettingKey, value: unknown, version: number, now: string): Promise<boolean> {
    const statement =
      version === 1
        ? `insert into settings (key, version, value, updated_at) values ($1, $2, $3, $4) on conflict (key) do nothing`
        : `update settings set version = $2, value = $3, updated_at = $4 where key = $1 and version = $2 - 1`
    return (await tx.execute(statement, [key, version, json(value), now])) === 1
  }
}
