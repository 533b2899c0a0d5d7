import { Module } from '@nestjs/common'
import { ChangeSetting } from './change-setting.js'
import { EditSetting } from './edit-setting.js'
import { PoliciesShopController } from './policies.shop.controller.js'
import { PolicyArchive } from './policy-archive.js'
import { RestoreSetting } from './restore-setting.js'
import { SettingMemory } from './setting-memory.js'
import { SettingsAdminController } from './settings.admin.controller.js'
import { SettingsFacade } from './settings.facade.js'
import { SettingsQueries } from './settings.queries.js'

@Module({
  controllers: [SettingsAdminController, PoliciesShopController],
  providers: [
    SettingMemory,
    ChangeSetting,
    EditSetting,
    RestoreSetting,
    SettingsFacade,
    SettingsQueries,
    PolicyArchive,
  ],
  exports: [SettingsFacade],
})
export class SettingsModule {}
