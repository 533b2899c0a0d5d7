import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { settingsEndpoints, type PolicyText, type PolicyVersions } from '@jishi/contracts/settings/settings.schema'
import { Input } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { SettingsQueries } from './settings.queries.js'

/** What somebody once agreed to can be read again, whatever holds today. */
@Controller()
export class PoliciesShopController {
  constructor(private readonly queries: SettingsQueries) {}

  @Serve(settingsEndpoints.policyVersions)
  versions(): Promise<PolicyVersions> {
    return this.queries.policyVersions()
  }

  @Serve(settingsEndpoints.policyVersion)
  version(@Input() { params }: InputOf<typeof settingsEndpoints.policyVersion>): Promise<PolicyText> {
    return this.queries.policyText(params.version)
  }
}
