import { createHash } from 'node:crypto'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import type { MemberActor, OperatorActor } from '../../src/infra/auth/actor.js'
import { Authenticators } from '../../src/infra/auth/authenticators.js'
import type { TestApp } from './test-app.js'

const memberToken = (name: string): string => `known-member-token-${name}`
/** One token for one set of permissions, short however many there are. */
const operatorToken = (permissions: readonly string[]): string =>
  `known-operator-token-${createHash('sha256').update(permissions.join()).digest('hex')}`

/** Headers that a signed-in person's client sends. */
export type Headers = Readonly<Record<string, string>>

/**
 * Signs people in without their sign-in: the tests of the edge ask what happens after a token was recognised,
 * whoever recognised it. Members are given by id, operators by what they may do.
 */
export class KnownActors {
  private readonly members = new Map<string, MemberActor>()
  private readonly operators = new Map<string, OperatorActor>()

  constructor(shop: TestApp) {
    shop.get(Authenticators).provide({
      member: (token) => Promise.resolve(this.members.get(token)),
      operator: (token) => Promise.resolve(this.operators.get(token)),
    })
  }

  member(name: string, memberId = newId<'member'>(systemClock), sessionId: string = newId(systemClock)): Headers {
    this.members.set(memberToken(name), { kind: 'member', memberId, sessionId })
    return { authorization: `Bearer ${memberToken(name)}` }
  }

  operator(permissions: readonly string[], operatorId = newId<'operator'>(systemClock)): Headers {
    this.operators.set(operatorToken(permissions), {
      kind: 'operator',
      operatorId,
      sessionId: newId(systemClock),
      displayName: '测试运营',
      permissions: new Set(permissions),
    })
    return { cookie: `jishi_admin=${operatorToken(permissions)}`, 'x-jishi-csrf': '1' }
  }
}
