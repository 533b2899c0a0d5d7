import type { Done, IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  ChangeOperatorBody,
  ChangePasswordBody,
  CreateOperatorBody,
  FreshOperator,
  OperatorRow,
  OperatorsQuery,
  RoleBody,
  RoleView,
} from './operators.schema.js'

const read = {
  method: 'GET',
  access: 'operator',
  permission: 'operator.read',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const
const write = {
  method: 'POST',
  access: 'operator',
  permission: 'operator.write',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
  owner: 'shop',
} as const

/** The people of the shop and what they may do. Nobody gives, or takes over, more than they have themselves. */
export const operatorsRoutes = {
  list: route<{ query: OperatorsQuery; reply: Page<OperatorRow> }>({ ...read, path: '/api/admin/operators' }),
  one: route<{ params: IdParams; reply: OperatorRow }>({ ...read, path: '/api/admin/operators/:id' }),
  create: route<{ body: CreateOperatorBody; reply: FreshOperator }>({ ...write, path: '/api/admin/operators' }),
  change: route<{ params: IdParams; body: ChangeOperatorBody; reply: OperatorRow }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/operators/:id',
  }),
  disable: route<{ params: IdParams; reply: OperatorRow }>({ ...write, path: '/api/admin/operators/:id/disable' }),
  enable: route<{ params: IdParams; reply: OperatorRow }>({ ...write, path: '/api/admin/operators/:id/enable' }),
  resetPassword: route<{ params: IdParams; reply: FreshOperator }>({
    ...write,
    path: '/api/admin/operators/:id/reset-password',
  }),
  /**
   * One's own, by whoever is signed in: it needs the present password and no permission. It takes no key, because a
   * key is kept with a plain digest of the body, and a password is nothing to keep like that.
   */
  changePassword: route<{ body: ChangePasswordBody; reply: Done }>({
    method: 'POST',
    path: '/api/admin/auth/password',
    access: 'operator',
    audit: 'write',
    load: 'auth',
    idempotency: 'none',
    owner: 'none',
  }),
  roles: route<{ reply: Page<RoleView> }>({ ...read, path: '/api/admin/roles' }),
  createRole: route<{ body: RoleBody; reply: RoleView }>({ ...write, path: '/api/admin/roles' }),
  changeRole: route<{ params: IdParams; body: RoleBody; reply: RoleView }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/roles/:id',
  }),
  removeRole: route<{ params: IdParams; reply: Done }>({ ...write, method: 'DELETE', path: '/api/admin/roles/:id' }),
}
