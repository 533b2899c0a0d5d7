import { Injectable } from '@nestjs/common'
import type { Doer } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { ChangeSetting } from './change-setting.js'
import { PolicyArchive } from './policy-archive.js'
import { SettingMemory } from './setting-memory.js'
import { SETTING_DEFAULTS, SETTING_SCHEMAS, type SettingKey, type SettingValue } from './setting-keys.js'

export interface VersionedSetting<Key extends SettingKey> {
  readonly value: SettingValue<Key>
  /** 0 while the default of the code still holds. */
  readonly version: number
}

/** Values an operator can change while the shop runs. */
@Injectable()
export class SettingsFacade {
  constructor(
    private readonly database: Database,
    private readonly memory: SettingMemory,
    private readonly changing: ChangeSetting,
    private readonly archive: PolicyArchive,
  ) {}

  /** The value that holds now. Read at most every few seconds, so another process's change arrives with that delay. */
  async get<Key extends SettingKey>(key: Key): Promise<SettingValue<Key>> {
    const remembered = this.memory.recall(key)
    if (remembered !== undefined) return remembered
    const { value } = await this.read(this.database, key)
    this.memory.keep(key, value)
    return value
  }

  /** Past the memory: the value with its version, as an editor needs it. */
  async read<Key extends SettingKey>(reader: Sql, key: Key): Promise<VersionedSetting<Key>> {
    const row = await reader.maybe<{ value: unknown; version: number }>(
      'select value, version from settings where key = $1',
      [key],
    )
    if (row === undefined) return { value: SETTING_DEFAULTS[key], version: 0 }
    return { value: SETTING_SCHEMAS[key].parse(row.value) as SettingValue<Key>, version: row.version }
  }

  /**
   * Writes the next version. Throws VERSION_CONFLICT when somebody else changed it since `expectedVersion`,
   * VALIDATION_FAILED when the value does not fit. Answers the new version.
   */
  async change<Key extends SettingKey>(
    tx: Tx,
    actor: Doer,
    key: Key,
    value: SettingValue<Key>,
    expectedVersion: number,
  ): Promise<number> {
    const version = await this.changing.run(tx, actor, key, value, expectedVersion)
    tx.afterCommit(() => {
      this.memory.forget(key)
      this.archive.forget()
    })
    return version
  }
}
