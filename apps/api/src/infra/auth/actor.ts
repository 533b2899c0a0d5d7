import type { Id } from '@jishi/kernel/id'

/** A signed-in shopper. */
export interface MemberActor {
  readonly kind: 'member'
  readonly memberId: Id<'member'>
  readonly sessionId: string
}

/** A signed-in person of the shop, with the permission codes of all roles together. */
export interface OperatorActor {
  readonly kind: 'operator'
  readonly operatorId: Id<'operator'>
  readonly sessionId: string
  readonly displayName: string
  readonly permissions: ReadonlySet<string>
}

/** Nobody in particular: a guest, or a payment channel whose signature the route itself checks. */
export interface AnonymousActor {
  readonly kind: 'anonymous'
}

/** Who is behind a request. */
export type Actor = MemberActor | OperatorActor | AnonymousActor

/** Who changed something: a request's actor, or the shop's own timers and reactions. */
export type Doer = Actor | { readonly kind: 'system'; readonly name: string }

export const ANONYMOUS: AnonymousActor = { kind: 'anonymous' }

/** One short text for logs, keys and the audit log: `member:<uuid>`, `operator:<uuid>`, `system:<name>`, `anonymous`. */
export const doerText = (doer: Doer): string => {
  switch (doer.kind) {
    case 'member':
      return `member:${doer.memberId}`
    case 'operator':
      return `operator:${doer.operatorId}`
    case 'system':
      return `system:${doer.name}`
    case 'anonymous':
      return 'anonymous'
  }
}
