import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, done, idParams, nothing, page, pageQuery, uuid } from '../primitives.schema.js'
import { PERMISSIONS } from './identity.terms.js'
import { operatorsRoutes } from './operators.routes.js'
import {
  MAX_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH,
  OPERATOR_NAME_LIMIT,
  OPERATOR_STATES,
  ROLE_DESCRIPTION_LIMIT,
  ROLE_NAME_LIMIT,
  USERNAME_PATTERN,
} from './operators.terms.js'

const roleCodes = z.array(z.string().min(1).max(60)).max(20)
const displayName = z.string().trim().min(1).max(OPERATOR_NAME_LIMIT)

export const operatorsQuery = z.strictObject({
  /** The start of a user name, or a part of the name people use. */
  q: z.string().max(60).optional(),
  state: z.enum(OPERATOR_STATES).optional(),
  role: z.string().max(60).optional(),
  ...pageQuery,
})
export type OperatorsQuery = z.infer<typeof operatorsQuery>

export const operatorRow = z.object({
  id: uuid,
  username: z.string(),
  displayName: z.string(),
  state: z.enum(OPERATOR_STATES),
  roles: z.array(z.object({ code: z.string(), name: z.string() })),
  mustChangePassword: z.boolean(),
  createdAt: at,
  lastSignedInAt: at.nullable(),
  /** False for oneself and for whoever may do something the asking operator may not. */
  manageable: z.boolean(),
})
export type OperatorRow = z.infer<typeof operatorRow>

export const createOperatorBody = z.strictObject({
  username: z.string().trim().regex(USERNAME_PATTERN),
  displayName,
  roles: roleCodes,
})
export type CreateOperatorBody = z.infer<typeof createOperatorBody>
export const changeOperatorBody = z.strictObject({ displayName, roles: roleCodes })
export type ChangeOperatorBody = z.infer<typeof changeOperatorBody>
/** The password is told once: a repeat of the same request gets null, and a new one has to be made. */
export const freshOperator = z.object({ operator: operatorRow, oneTimePassword: z.string().nullable() })
export type FreshOperator = z.infer<typeof freshOperator>

export const changePasswordBody = z.strictObject({
  currentPassword: z.string().min(1).max(MAX_PASSWORD_LENGTH),
  newPassword: z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH),
})
export type ChangePasswordBody = z.infer<typeof changePasswordBody>

export const role = z.object({
  id: uuid,
  code: z.string(),
  name: z.string(),
  description: z.string(),
  /** Comes with the program and changes with it only: copy it to change it. */
  builtIn: z.boolean(),
  everything: z.boolean(),
  permissions: z.array(z.enum(PERMISSIONS)),
  operatorCount: z.int(),
  /** False where the role holds something the asking operator may not do. */
  grantable: z.boolean(),
})
export type RoleView = z.infer<typeof role>
export const roleBody = z.strictObject({
  name: z.string().trim().min(1).max(ROLE_NAME_LIMIT),
  description: z.string().trim().max(ROLE_DESCRIPTION_LIMIT),
  permissions: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length),
})
export type RoleBody = z.infer<typeof roleBody>

export const operatorsEndpoints = {
  list: endpoint(operatorsRoutes.list, { query: operatorsQuery, reply: page(operatorRow) }),
  one: endpoint(operatorsRoutes.one, { params: idParams, reply: operatorRow }),
  create: endpoint(operatorsRoutes.create, { body: createOperatorBody, reply: freshOperator }),
  change: endpoint(operatorsRoutes.change, { params: idParams, body: changeOperatorBody, reply: operatorRow }),
  disable: endpoint(operatorsRoutes.disable, { params: idParams, body: nothing.optional(), reply: operatorRow }),
  enable: endpoint(operatorsRoutes.enable, { params: idParams, body: nothing.optional(), reply: operatorRow }),
  resetPassword: endpoint(operatorsRoutes.resetPassword, {
    params: idParams,
    body: nothing.optional(),
    reply: freshOperator,
  }),
  changePassword: endpoint(operatorsRoutes.changePassword, { body: changePasswordBody, reply: done }),
  roles: endpoint(operatorsRoutes.roles, { reply: page(role) }),
  createRole: endpoint(operatorsRoutes.createRole, { body: roleBody, reply: role }),
  changeRole: endpoint(operatorsRoutes.changeRole, { params: idParams, body: roleBody, reply: role }),
  removeRole: endpoint(operatorsRoutes.removeRole, { params: idParams, body: nothing.optional(), reply: done }),
}
