export { SettingsModule } from './settings.module.js'
export { SettingsFacade, type VersionedSetting } from './settings.facade.js'
export type { Banner, SettingKey, SettingValue } from './setting-keys.js'
