import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { settingsEndpoints, type AllSettings, type SettingVersionView } from '@jishi/contracts/settings/settings.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { EditSetting } from './edit-setting.js'
import { RestoreSetting } from './restore-setting.js'
import { SettingsQueries } from './settings.queries.js'

@Controller()
export class SettingsAdminController {
  constructor(
    private readonly queries: SettingsQueries,
    private readonly editing: EditSetting,
    private readonly restoring: RestoreSetting,
  ) {}

  @Serve(settingsEndpoints.all)
  all(): Promise<AllSettings> {
    return this.queries.all()
  }

  @Serve(settingsEndpoints.change)
  async change(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof settingsEndpoints.change>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AllSettings> {
    await this.editing.run(operator, call, body)
    return this.queries.all()
  }

  @Serve(settingsEndpoints.restore)
  async restore(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof settingsEndpoints.restore>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AllSettings> {
    await this.restoring.run(operator, call, body)
    return this.queries.all()
  }

  @Serve(settingsEndpoints.versions)
  versions(@Input() { query }: InputOf<typeof settingsEndpoints.versions>): Promise<Page<SettingVersionView>> {
    return this.queries.versions(query)
  }
}
