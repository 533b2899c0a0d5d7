import { Inject, Injectable } from '@nestjs/common'
import type { ChangeOfferBody } from '@jishi/contracts/promotion/offers.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import type { Clock, Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { canonicalText } from '../../../infra/idempotency/idempotency.js'
import { fixedFields } from './domain/live-change.js'
import { phaseOf } from './domain/offer-phase.js'
import { OfferMemory } from './offer-memory.js'
import { heldOffer, termsOf, told, updateTerms, type HeldOffer, type OfferTerms } from './offer-rows.js'
import { OfferScopes } from './offer-scopes.js'

const same = (left: unknown, right: unknown): boolean => canonicalText(left) === canonicalText(right)

/** Writes a promotion's terms over the version their form saw. */
@Injectable()
export class ChangeOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly scopes: OfferScopes,
    private readonly memory: OfferMemory,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Drafts change freely, and so does one that waits for approval, which makes it a draft again: a second person agrees to
   * what they have seen. Of a launched one whose days are not over only what `fixedFields` leaves out. Throws NOT_FOUND, VERSION_CONFLICT and
   * OFFER_NOT_CHANGEABLE with `details.fields`.
   */
  async run(tx: Tx, operator: OperatorActor, id: string, body: ChangeOfferBody): Promise<Id<'offer'>> {
    const { version, ...asked } = body
    const before = await heldOffer(tx, id, version)
    const after = await this.scopes.own(tx, termsOf(asked))
    const now = this.clock.now()
    const launched = before.state === 'live' || before.state === 'stopped'
    if (launched) assertOpen(before, after, now)
    await updateTerms(tx, id, launched ? before.state : 'draft', after, now)
    tx.afterCommit(() => this.memory.forget())
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'promotion.write',
      action: 'offer.changed',
      subject: { kind: 'offer', id },
      before: told(before),
      after: told(after),
    })
    return idOf<'offer'>(id)
  }
}

const assertOpen = (before: HeldOffer, after: OfferTerms, now: Instant): void => {
  const phase = phaseOf(before, now)
  const fields =
    phase === 'scheduled' || phase === 'running'
      ? fixedFields(before, after, now, same)
      : (Object.keys(after) as (keyof OfferTerms)[]).filter((field) => !same(before[field], after[field]))
  if (fields.length > 0) throw new DomainError('OFFER_NOT_CHANGEABLE', { fields })
}
