import { Injectable } from '@nestjs/common'
import type { ChangeSettingBody } from '@jishi/contracts/settings/settings.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { SettingsFacade } from './settings.facade.js'
import { SettingsQueries } from './settings.queries.js'

/** An operator's change of one setting, over the version they saw. */
@Injectable()
export class EditSetting {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly settings: SettingsFacade,
    private readonly queries: SettingsQueries,
  ) {}

  /** Throws VERSION_CONFLICT; VALIDATION_FAILED for policies under a name that was used before. */
  async run(operator: OperatorActor, call: IdempotentCall, body: ChangeSettingBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'setting_version', async (id) => {
        await this.write(tx, operator, body)
        return id
      }),
    )
  }

  private async write(tx: Tx, operator: OperatorActor, body: ChangeSettingBody): Promise<void> {
    const { key, value, expectedVersion } = body
    if (key === 'policies' && (await this.queries.policyVersionUsed(value.version))) {
      const message = '这个版本号已经用过。内容有变化就要用新的版本号，大家才会被重新询问'
      throw new DomainError('VALIDATION_FAILED', [{ path: 'value.version', message }])
    }
    await this.settings.change(tx, operator, key, value, expectedVersion)
  }
}
