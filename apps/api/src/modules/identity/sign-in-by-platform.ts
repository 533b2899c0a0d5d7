import { randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { SessionView, SignInBody } from '@jishi/contracts/identity/identity.schema'
import type { SignInNotice } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Consents } from './consents.js'
import { nameWithoutPhone } from './domain/display-name.js'
import { Identities, type PlatformPerson } from './identities.js'
import { Members, type KnownMember } from './members.js'
import { Platforms, type PhoneProof, type ProvenPhone } from './platforms/platforms.js'
import { sessionView } from './session-view.js'
import { Sessions } from './sessions.js'
import { TakePhone } from './take-phone.js'
import { takeTurns } from './turns.js'

type Body = Exclude<SignInBody, { method: 'sms' }>

/** Signs a shopper in by what a platform's app says of them: no phone is needed to shop. */
@Injectable()
export class SignInByPlatform {
  constructor(
    private readonly database: Database,
    private readonly consents: Consents,
    private readonly platforms: Platforms,
    private readonly identities: Identities,
    private readonly members: Members,
    private readonly taking: TakePhone,
    private readonly sessions: Sessions,
  ) {}

  /** Throws AUTH_CODE_INVALID, PHONE_PROOF_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF, MEMBER_BLOCKED. */
  async run(body: Body): Promise<SessionView> {
    const person = await this.platforms.person({ method: body.method, code: body.code })
    const proof = phoneProofIn(body)
    const proven = proof && (await this.platforms.phone(proof))
    return this.database.transaction((tx) => this.open(tx, body, person, proven))
  }

  private async open(tx: Tx, body: Body, person: PlatformPerson, proven?: ProvenPhone): Promise<SessionView> {
    const turns = this.identities.turnsOf(person)
    await takeTurns(tx, proven === undefined ? turns : [...turns, this.members.phoneTurn(proven.phone)])
    const { view, blocked } = await this.memberOf(tx, person)
    if (blocked) throw new DomainError('MEMBER_BLOCKED')
    await this.identities.attach(tx, view.id, person)
    await this.consents.record(tx, { memberId: view.id, version: body.consentVersion, purpose: 'membership' })
    const notices: SignInNotice[] = []
    if (proven !== undefined && !(await this.taking.onTheWayIn(tx, view, proven))) notices.push('phone_taken')
    const pair = await this.sessions.start(tx, { memberId: view.id, device: body.device ?? '' })
    return sessionView(pair, await this.members.view(tx, view.id), notices)
  }

  private async memberOf(tx: Tx, person: PlatformPerson): Promise<KnownMember> {
    const owner = await this.identities.ownerOf(tx, person)
    if (owner !== undefined) return this.members.held(tx, owner)
    return this.members.joinWithoutPhone(tx, nameWithoutPhone(person.provider, randomBytes(8)))
  }
}

const phoneProofIn = (body: Body): PhoneProof | undefined => {
  if (body.method === 'weixin' && body.phoneCode !== undefined) return { method: 'weixin', phoneCode: body.phoneCode }
  if (body.method === 'alipay' && body.phone !== undefined) return { method: 'alipay', phone: body.phone }
  return undefined
}
