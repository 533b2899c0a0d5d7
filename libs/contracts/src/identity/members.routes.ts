import type { Done, IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AdminMember,
  MemberReasonBody,
  MemberRow,
  MemberSessionParams,
  MembersQuery,
  WholePhone,
} from './members.schema.js'

const read = {
  method: 'GET',
  access: 'operator',
  permission: 'member.read',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const
const write = {
  method: 'POST',
  access: 'operator',
  permission: 'member.block',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
  owner: 'shop',
} as const

/** Members as the people of the shop see them: masked, and whole only where a row of the audit log says who looked. */
export const membersRoutes = {
  list: route<{ query: MembersQuery; reply: Page<MemberRow> }>({ ...read, path: '/api/admin/members' }),
  one: route<{ params: IdParams; reply: AdminMember }>({ ...read, path: '/api/admin/members/:id' }),
  /** The whole phone number; every answer leaves its own row in the audit log, a repeat of the same key as well. */
  phone: route<{ params: IdParams; reply: WholePhone }>({
    ...write,
    path: '/api/admin/members/:id/phone',
    permission: 'member.phone',
    audit: 'reveal',
  }),
  block: route<{ params: IdParams; body: MemberReasonBody; reply: AdminMember }>({
    ...write,
    path: '/api/admin/members/:id/block',
  }),
  unblock: route<{ params: IdParams; body: MemberReasonBody; reply: AdminMember }>({
    ...write,
    path: '/api/admin/members/:id/unblock',
  }),
  endSession: route<{ params: MemberSessionParams; reply: Done }>({
    ...write,
    path: '/api/admin/members/:id/sessions/:sessionId/end',
  }),
}
