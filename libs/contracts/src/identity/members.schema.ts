import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, done, idParams, nothing, page, pageQuery, uuid } from '../primitives.schema.js'
import { ADDRESS_TAGS } from './identity.terms.js'
import { membersRoutes } from './members.routes.js'
import { CONSENT_PURPOSES, MEMBER_STATES, REASON_LIMIT } from './members.terms.js'

/** Days are days of the shop, both included. */
export const membersQuery = z.strictObject({
  /** A whole phone number or a member's key; nothing else finds anybody. */
  q: z.string().max(60).optional(),
  state: z.enum(MEMBER_STATES).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  ...pageQuery,
})
export type MembersQuery = z.infer<typeof membersQuery>

const memberFacts = {
  id: uuid,
  displayName: z.string(),
  /** Null until a phone is proven. */
  phoneMasked: z.string().nullable(),
  state: z.enum(MEMBER_STATES),
  joinedAt: at,
  lastUsedAt: at,
  /** Platforms the member came by; their own names for people never leave the server. */
  providers: z.array(z.string()),
}
export const memberRow = z.object(memberFacts)
export type MemberRow = z.infer<typeof memberRow>

export const adminMember = z.object({
  ...memberFacts,
  /** The account this one was joined to: its rows stay, but nobody signs in to it any more. */
  mergedIntoId: uuid.nullable(),
  blocked: z.object({ at, reason: z.string() }).nullable(),
  consents: z.array(z.object({ version: z.string(), purpose: z.enum(CONSENT_PURPOSES), givenAt: at })),
  sessions: z.array(z.object({ id: uuid, device: z.string(), startedAt: at, lastUsedAt: at })),
  addresses: z.array(
    z.object({
      id: uuid,
      receiverMasked: z.string(),
      phoneMasked: z.string(),
      region: z.string(),
      tag: z.enum(ADDRESS_TAGS).nullable(),
      isDefault: z.boolean(),
    }),
  ),
})
export type AdminMember = z.infer<typeof adminMember>

export const wholePhone = z.object({ phone: z.string().nullable() })
export type WholePhone = z.infer<typeof wholePhone>

export const memberReasonBody = z.strictObject({ reason: z.string().trim().min(2).max(REASON_LIMIT) })
export type MemberReasonBody = z.infer<typeof memberReasonBody>

const sessionParams = z.strictObject({ id: uuid, sessionId: uuid })
export type MemberSessionParams = z.infer<typeof sessionParams>

export const membersEndpoints = {
  list: endpoint(membersRoutes.list, { query: membersQuery, reply: page(memberRow) }),
  one: endpoint(membersRoutes.one, { params: idParams, reply: adminMember }),
  phone: endpoint(membersRoutes.phone, { params: idParams, body: nothing.optional(), reply: wholePhone }),
  block: endpoint(membersRoutes.block, { params: idParams, body: memberReasonBody, reply: adminMember }),
  unblock: endpoint(membersRoutes.unblock, { params: idParams, body: memberReasonBody, reply: adminMember }),
  endSession: endpoint(membersRoutes.endSession, { params: sessionParams, body: nothing.optional(), reply: done }),
}
