import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { GiveCoupons } from './give-coupons.js'

/** A member takes a coupon from the coupon centre, a product page or a link. */
@Injectable()
export class ClaimCoupon {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly giving: GiveCoupons,
  ) {}

  /** Throws NOT_FOUND for what is not claimed by hand, COUPON_NOT_CLAIMABLE, COUPON_GONE, COUPON_LIMIT. */
  async run(tx: Tx, memberId: string, templateId: string, id: Id<'coupon'>): Promise<Id<'coupon'>> {
    const template = await this.giving.template(tx, templateId)
    if (template === undefined || template.way !== 'claim' || template.state === 'draft') {
      throw new DomainError('NOT_FOUND')
    }
    const now = this.clock.now()
    const open = template.state === 'live' && template.claimFromAt <= now && template.claimUntilAt > now
    if (!open) throw new DomainError('COUPON_NOT_CLAIMABLE')
    // Only spares the work: what holds is the count.
    if (template.claimed >= template.total) throw new DomainError('COUPON_GONE')
    const outcome = (await this.giving.give(tx, template, [{ id, memberId }], { way: 'claim', batchId: null })).get(id)
    if (outcome !== 'given') throw new DomainError(outcome === 'gone' ? 'COUPON_GONE' : 'COUPON_LIMIT')
    return id
  }
}
