import { Injectable } from '@nestjs/common'
import type { RestoreSettingBody } from '@jishi/contracts/settings/settings.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import type { SettingKey, SettingValue } from './setting-keys.js'
import { SettingsFacade } from './settings.facade.js'

/** Lets an earlier value hold again. It becomes the next version, so that the history only grows. */
@Injectable()
export class RestoreSetting {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly settings: SettingsFacade,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED where the old value no longer fits. */
  async run(operator: OperatorActor, call: IdempotentCall, body: RestoreSettingBody): Promise<void> {
    const { key, version, expectedVersion } = body
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'setting_version', async (id) => {
        const earlier = await tx.maybe<{ value: unknown }>(
          'select value from setting_versions where key = $1 and version = $2',
          [key, version],
        )
        if (earlier === undefined) throw new DomainError('NOT_FOUND')
        // The change itself checks the value against today's limits.
        await this.settings.change(tx, operator, key, earlier.value as SettingValue<SettingKey>, expectedVersion)
        return id
      }),
    )
  }
}
