import { Inject, Injectable } from '@nestjs/common'
import type { AddressBody, AddressView } from '@jishi/contracts/identity/identity.schema'
import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import { newId, type Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { Addresses } from './addresses.js'
import { Consents } from './consents.js'
import { Identities } from './identities.js'
import { Members } from './members.js'
import { Operators, type NewOperator } from './operators.js'
import { Sessions, type TokenPair } from './sessions.js'

/** What others may see of a member. */
export interface MemberMask {
  readonly displayName: string
  readonly phoneMasked: string
}

export interface NewMember {
  readonly phone: string
  readonly displayName?: string | undefined
  readonly consentVersion: string
}

/** People: members, their addresses, and the operators of the shop. */
@Injectable()
export class IdentityFacade {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly members: Members,
    private readonly consents: Consents,
    private readonly addresses: Addresses,
    private readonly operators: Operators,
    private readonly sessions: Sessions,
    private readonly identities: Identities,
  ) {}

  /** An address in clear, if it is this member's; throws NOT_FOUND otherwise. */
  addressOf(reader: Sql, memberId: Id<'member'>, addressId: string): Promise<AddressView> {
    return this.addresses.of(reader, memberId, addressId)
  }

  /** The member's default address in clear, if there is one. */
  async defaultAddress(reader: Sql, memberId: Id<'member'>): Promise<AddressView | undefined> {
    return (await this.addresses.all(reader, memberId)).find(({ isDefault }) => isDefault)
  }

  async memberMasks(reader: Sql, memberIds: readonly string[]): Promise<Map<string, MemberMask>> {
    const views = await this.members.views(reader, memberIds)
    return new Map(
      views.map(({ id, displayName, phoneMasked }) => [id, { displayName, phoneMasked: phoneMasked ?? '' }]),
    )
  }

  /** Who pays where a platform's app wants to know it: the member's account of that app; undefined if there is none. */
  payerOf(reader: Sql, memberId: Id<'member'>, provider: IdentityProvider, appId: string): Promise<string | undefined> {
    return this.identities.payerOf(reader, memberId, provider, appId)
  }

  operatorNames(reader: Sql, ids: readonly string[]): Promise<Map<string, string>> {
    return this.operators.names(reader, ids)
  }

  /** The member of a phone, made if there is none yet; the consent is recorded first. Asking again changes nothing. */
  async registerMember(tx: Tx, member: NewMember): Promise<Id<'member'>> {
    await this.consents.assertCurrent(member.consentVersion)
    const consent = { phoneIndex: this.members.phoneIndex(member.phone), version: member.consentVersion }
    await this.consents.record(tx, { ...consent, purpose: 'sign_in' })
    const { view } = await this.members.ofPhone(tx, member.phone, member.displayName)
    await this.consents.record(tx, { ...consent, purpose: 'membership', memberId: view.id })
    return view.id
  }

  /** That the member's phone was in their hands just now, proved to the caller by other means (seeding); another phone is left as it is. */
  phoneProven(tx: Tx, memberId: Id<'member'>, phone: string): Promise<void> {
    return this.members.phoneProven(tx, memberId, phone)
  }

  /** Tokens for a member whose identity the caller has proved by other means (seeding, the bench, tests). */
  startSession(tx: Tx, memberId: Id<'member'>, device = ''): Promise<TokenPair> {
    return this.sessions.start(tx, { memberId, device })
  }

  /** Throws ADDRESS_LIMIT or VALIDATION_FAILED. */
  async addAddress(tx: Tx, memberId: Id<'member'>, body: AddressBody): Promise<Id<'address'>> {
    const id = newId<'address'>(this.clock)
    await this.addresses.add(tx, memberId, id, body)
    return id
  }

  createOperator(tx: Tx, operator: NewOperator): Promise<Id<'operator'>> {
    return this.operators.create(tx, operator)
  }
}
