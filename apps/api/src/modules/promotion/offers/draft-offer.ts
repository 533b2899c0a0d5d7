import { Inject, Injectable } from '@nestjs/common'
import type { OfferBody } from '@jishi/contracts/promotion/offers.schema'
import { PROMOTION_LIMITS } from '@jishi/contracts/promotion/promotion.terms'
import { newId, type Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { insertOffer, offerTerms, termsOf, told, type OfferTerms } from './offer-rows.js'
import { OfferScopes } from './offer-scopes.js'

const COPIED = '（副本）'

/** Enters a promotion as a draft, which is nobody's business yet: it may name what is not on sale, and be below any floor. */
@Injectable()
export class DraftOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly scopes: OfferScopes,
    private readonly auditLog: AuditLog,
  ) {}

  async run(tx: Tx, operator: OperatorActor, body: OfferBody): Promise<Id<'offer'>> {
    return this.write(tx, operator, await this.scopes.own(tx, termsOf(body)))
  }

  /** Throws NOT_FOUND. */
  async copy(tx: Tx, operator: OperatorActor, id: string): Promise<Id<'offer'>> {
    const terms = await offerTerms(tx, id)
    const name = `${terms.name.slice(0, PROMOTION_LIMITS.name - COPIED.length)}${COPIED}`
    return this.write(tx, operator, { ...terms, name }, id)
  }

  private async write(tx: Tx, operator: OperatorActor, terms: OfferTerms, copyOf?: string): Promise<Id<'offer'>> {
    const id = newId<'offer'>(this.clock)
    await insertOffer(tx, id, terms, operator.operatorId, this.clock.now())
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'promotion.write',
      action: 'offer.drafted',
      subject: { kind: 'offer', id },
      after: { ...told(terms), ...(copyOf === undefined ? {} : { copyOf }) },
    })
    return id
  }
}
