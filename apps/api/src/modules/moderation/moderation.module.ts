import { Module } from '@nestjs/common'
import { IdentityModule } from '../identity/index.js'
import { SettingsModule } from '../settings/index.js'
import { CheckContent } from './check-content.js'
import { ContentChecks } from './content-checks.js'
import { ContentSeal } from './content-seal.js'
import { ModerationFacade } from './moderation.facade.js'
import { ModerationNotifyController } from './moderation.notify.controller.js'
import { TakeWeixinPush } from './take-weixin-push.js'
import { WeixinCheck } from './weixin-check.js'
import { WeixinPush } from './weixin-push.js'

@Module({
  imports: [IdentityModule, SettingsModule],
  controllers: [ModerationNotifyController],
  providers: [CheckContent, ContentChecks, ContentSeal, ModerationFacade, TakeWeixinPush, WeixinCheck, WeixinPush],
  exports: [ModerationFacade],
})
export class ModerationModule {}
