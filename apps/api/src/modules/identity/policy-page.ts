import { Inject, Injectable } from '@nestjs/common'
import type { Policies } from '@jishi/contracts/identity/identity.schema'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { SettingsFacade } from '../settings/index.js'

/** The policies a person reads and accepts, as one versioned set. */
@Injectable()
export class PolicyPage {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly settings: SettingsFacade,
  ) {}

  async current(): Promise<Policies> {
    const { version, effectiveAt, terms, privacy } = await this.settings.get('policies')
    const demo = this.config.mode === 'demo'
    return {
      version,
      effectiveAt,
      demo,
      consolePort: demo ? this.config.simulatorPort : null,
      items: [
        { kind: 'terms', title: '用户服务协议', paragraphs: terms },
        { kind: 'privacy', title: '隐私政策', paragraphs: privacy },
      ],
    }
  }
}
