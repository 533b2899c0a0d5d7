import { Module } from '@nestjs/common'
import { ChangeSetting } from './change-setting.js'
import { SettingMemory } from './setting-memory.js'
import { SettingsFacade } from './settings.facade.js'

@Module({ providers: [SettingMemory, ChangeSetting, SettingsFacade], exports: [SettingsFacade] })
export class SettingsModule {}
