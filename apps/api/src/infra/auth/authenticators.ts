import { Injectable } from '@nestjs/common'
import type { MemberActor, OperatorActor } from './actor.js'

/**
 * Turns a presented token into its owner, or into undefined when it is unknown, expired or revoked.
 * The one who answers looks at the stored hash every time, so a sign-out or a ban works at once.
 */
export type Authenticator<A> = (token: string) => Promise<A | undefined>

/**
 * The place where the identity module hands in how tokens are recognised, so that the edge of the
 * program knows sessions without importing a module. Handed in once, when the module starts.
 */
@Injectable()
export class Authenticators {
  private member: Authenticator<MemberActor> | undefined
  private operator: Authenticator<OperatorActor> | undefined

  provide(given: { member: Authenticator<MemberActor>; operator: Authenticator<OperatorActor> }): void {
    this.member = given.member
    this.operator = given.operator
  }

  /** True once somebody can recognise both kinds of token; readiness waits for it. */
  get provided(): boolean {
    return this.member !== undefined && this.operator !== undefined
  }

  async memberOf(token: string): Promise<MemberActor | undefined> {
    return this.member?.(token)
  }

  async operatorOf(token: string): Promise<OperatorActor | undefined> {
    return this.operator?.(token)
  }
}
