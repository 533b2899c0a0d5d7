import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { CouponBatches, type CouponBatchId } from './coupon-batches.js'
import { GiveCoupons } from './give-coupons.js'
import type { TemplateRow } from './template.rows.js'

/** A coupon for one member, because of what the shop did to an order of theirs. */
export interface Compensation {
  readonly templateId: string
  readonly memberId: string
  readonly note: string
}

export interface GivenCompensation {
  readonly couponId: string
  readonly name: string
}

const refused = (reason: 'over' | 'limit' | 'gone'): DomainError => new DomainError('COMPENSATION_REFUSED', { reason })

/** The same by a rule of the shop: nobody of the shop has decided about this member. */
export interface OwnCompensation {
  readonly templateId: string
  readonly memberId: string
  /** What the audit log says was done, and of what: ids and times only. */
  readonly action: string
  readonly about: Readonly<Record<string, string>>
}

/** Gives one coupon that is given by name, in the Tx of what it makes up for: both happen, or neither does. */
@Injectable()
export class GiveCompensation {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly giving: GiveCoupons,
    private readonly batches: CouponBatches,
    private readonly auditLog: AuditLog,
  ) {}

  /** Templates that may be given now, the newest first. */
  offered(sql: Sql): Promise<{ templateId: string; name: string }[]> {
    return sql.rows(
      `select id as "templateId", name from coupon_templates
        where way = 'issue' and state = 'live' and claim_from_at <= $1 and claim_until_at > $1 and claimed < total
        order by id desc limit 50`,
      [isoOf(this.clock.now())],
    )
  }

  /** Throws NOT_FOUND, COMPENSATION_REFUSED with the reason, COUPON_NOT_CLAIMABLE where its days are over. */
  async run(tx: Tx, actor: OperatorActor, { templateId, memberId, note }: Compensation): Promise<GivenCompensation> {
    const template = await this.givable(tx, templateId)
    const [couponId, batchId]: [string, CouponBatchId] = [newId(this.clock), newId<'couponBatch'>(this.clock)]
    await this.batches.open(tx, { id: batchId, templateId, kind: 'people', by: actor.operatorId, note })
    const wanted = [{ id: couponId, memberId }]
    const outcome = (await this.giving.give(tx, template, wanted, { way: 'issue', batchId })).get(couponId)
    if (outcome !== 'given') throw refused(outcome ?? 'limit')
    await this.batches.close(tx, batchId, 1, [])
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'order.cancel', action: 'coupon.issued' },
      subject: { kind: 'coupon_template', id: templateId },
      after: { batchId, asked: 1, made: 1, note },
    })
    return { couponId, name: template.name }
  }

  /**
   * By the shop itself: the audit log names the system, and no call of an operator stands behind it. Undefined where the member has
   * as many of it as one may have. Throws NOT_FOUND, COMPENSATION_REFUSED where there are none any more, COUPON_NOT_CLAIMABLE.
   */
  async byItself(
    tx: Tx,
    { templateId, memberId, action, about }: OwnCompensation,
  ): Promise<GivenCompensation | undefined> {
    const template = await this.givable(tx, templateId)
    const couponId = newId(this.clock)
    const wanted = [{ id: couponId, memberId }]
    const outcome = (await this.giving.give(tx, template, wanted, { way: 'issue', batchId: null })).get(couponId)
    if (outcome === 'limit') return undefined
    if (outcome !== 'given') throw refused('gone')
    await this.auditLog.write(tx, {
      ...{ actor: { kind: 'system', name: 'promotion' }, action },
      subject: { kind: 'coupon_template', id: templateId },
      after: { couponId, ...about },
    })
    return { couponId, name: template.name }
  }

  private async givable(tx: Tx, templateId: string): Promise<TemplateRow> {
    const template = await this.giving.template(tx, templateId)
    if (template === undefined) throw new DomainError('NOT_FOUND')
    if (template.way !== 'issue' || template.state !== 'live') throw refused('over')
    return template
  }
}
