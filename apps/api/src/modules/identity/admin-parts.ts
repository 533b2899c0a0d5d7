import { AuditLogQueries } from '../../infra/audit-log/audit-log.queries.js'
import { AdminMembersQueries } from './admin-members.queries.js'
import { AdminOperatorsQueries } from './admin-operators.queries.js'
import { AuditLogAdminController } from './audit-log.admin.controller.js'
import { BlockMember } from './block-member.js'
import { ChangeOperator } from './change-operator.js'
import { ChangeOwnPassword } from './change-own-password.js'
import { ChangeRole } from './change-role.js'
import { CreateOperator } from './create-operator.js'
import { CreateRole } from './create-role.js'
import { EndMemberSession } from './end-member-session.js'
import { FirstOperator } from './first-operator.js'
import { MembersAdminController } from './members.admin.controller.js'
import { OperatorsAdminController } from './operators.admin.controller.js'
import { PhoneSearches } from './phone-searches.js'
import { RemoveRole } from './remove-role.js'
import { ResetPassword } from './reset-password.js'
import { RevealPhone } from './reveal-phone.js'
import { RolesAdminController } from './roles.admin.controller.js'
import { Staff } from './staff.js'
import { SwitchOperator } from './switch-operator.js'

/** What the back office asks of identity: its people, the members as they see them, and who did what. */
export const ADMIN_CONTROLLERS = [
  MembersAdminController,
  OperatorsAdminController,
  RolesAdminController,
  AuditLogAdminController,
]

export const ADMIN_PARTS = [
  AdminMembersQueries,
  AdminOperatorsQueries,
  AuditLogQueries,
  BlockMember,
  ChangeOperator,
  ChangeOwnPassword,
  ChangeRole,
  CreateOperator,
  CreateRole,
  EndMemberSession,
  FirstOperator,
  PhoneSearches,
  RemoveRole,
  ResetPassword,
  RevealPhone,
  Staff,
  SwitchOperator,
]
