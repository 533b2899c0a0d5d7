import { Module } from '@nestjs/common'
import { SettingsModule } from '../settings/index.js'
import { ModerationFacade } from './moderation.facade.js'

@Module({
  imports: [SettingsModule],
  providers: [ModerationFacade],
  exports: [ModerationFacade],
})
export class ModerationModule {}
