import type { Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AllSettings,
  ChangeSettingBody,
  ConsentCount,
  PolicyText,
  PolicyVersionParams,
  PolicyVersions,
  RestoreSettingBody,
  SettingVersionsQuery,
  SettingVersionView,
} from './settings.schema.js'

const read = {
  method: 'GET',
  access: 'operator',
  permission: 'setting.read',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const
const write = {
  method: 'POST',
  access: 'operator',
  permission: 'setting.write',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
  owner: 'shop',
} as const
const open = { method: 'GET', access: 'public', load: 'browse', idempotency: 'none', owner: 'none' } as const

/** Values that change while the shop runs. Keys, passwords and certificates are never among them. */
export const settingsRoutes = {
  all: route<{ reply: AllSettings }>({ ...read, path: '/api/admin/settings' }),
  change: route<{ body: ChangeSettingBody; reply: AllSettings }>({ ...write, path: '/api/admin/settings' }),
  /** Writes an earlier value again, as a new version. */
  restore: route<{ body: RestoreSettingBody; reply: AllSettings }>({ ...write, path: '/api/admin/settings/restore' }),
  versions: route<{ query: SettingVersionsQuery; reply: Page<SettingVersionView> }>({
    ...read,
    path: '/api/admin/settings/versions',
  }),
  consents: route<{ reply: Page<ConsentCount> }>({ ...read, path: '/api/admin/policies/consents' }),
  policyVersions: route<{ reply: PolicyVersions }>({ ...open, path: '/api/shop/policies/versions' }),
  policyVersion: route<{ params: PolicyVersionParams; reply: PolicyText }>({
    ...open,
    path: '/api/shop/policies/:version',
  }),
}
