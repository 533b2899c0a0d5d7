import { Inject, Injectable } from '@nestjs/common'
import { PHONE_PATTERN } from '@jishi/contracts/identity/identity.terms'
import type { IssueCouponsBody } from '@jishi/contracts/promotion/coupons.schema'
import type { IssueRefusal } from '@jishi/contracts/promotion/promotion.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { FindMembers, PhoneSearches, type FoundMember } from '../../identity/index.js'
import { CouponBatches, type CouponBatchId, type RefusedRow } from './coupon-batches.js'
import { GiveCoupons, type WantedCoupon } from './give-coupons.js'
import type { TemplateRow } from './template.rows.js'

interface Wanted extends WantedCoupon {
  readonly row: number
}

/** The shop gives coupons to people it names. */
@Injectable()
export class IssueCoupons {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly finding: FindMembers,
    private readonly phoneSearches: PhoneSearches,
    private readonly batches: CouponBatches,
    private readonly giving: GiveCoupons,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Whether the operator may name people by their phones, which is a search for them: taken before the transaction, because
   * it leaves a row of its own. Throws RATE_LIMITED.
   */
  mayNamePhones(actor: OperatorActor, people: readonly string[]): Promise<boolean> {
    if (!people.some((person) => PHONE_PATTERN.test(person))) return Promise.resolve(true)
    return this.phoneSearches.take(actor, { permission: 'member.phone', action: 'member.searched' })
  }

  /** Throws NOT_FOUND, COUPON_NOT_CLAIMABLE for what is not live or not given to people by name. */
  async run(
    tx: Tx,
    actor: OperatorActor,
    asked: IssueCouponsBody & { readonly templateId: string; readonly byPhone: boolean },
    batchId: CouponBatchId,
  ): Promise<CouponBatchId> {
    const { templateId, people, note } = asked
    const template = await this.giving.template(tx, templateId)
    if (template === undefined) throw new DomainError('NOT_FOUND')
    assertIssued(template)
    const named = asked.byPhone ? people : people.map((person) => (PHONE_PATTERN.test(person) ? '' : person))
    const members = await this.finding.byName(tx, named)
    const { wanted, refused } = this.sorted(named, members)
    await this.batches.open(tx, { id: batchId, templateId, kind: 'people', by: actor.operatorId, note: note ?? null })
    const outcomes = await this.giving.give(tx, template, wanted, { way: 'issue', batchId })
    for (const { id, row } of wanted) {
      const outcome = outcomes.get(id)
      if (outcome !== 'given') refused.push({ row, reason: outcome === 'gone' ? 'total' : 'limit' })
    }
    refused.sort((a, b) => a.row - b.row)
    const made = people.length - refused.length
    await this.batches.close(tx, batchId, made, refused)
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'coupon.issue', action: 'coupon.issued' },
      subject: { kind: 'coupon_template', id: templateId },
      after: { batchId, asked: people.length, made, note: note ?? null },
    })
    return batchId
  }

  private sorted(
    people: readonly string[],
    members: ReadonlyMap<string, FoundMember>,
  ): { wanted: Wanted[]; refused: RefusedRow[] } {
    const [wanted, refused]: [Wanted[], RefusedRow[]] = [[], []]
    for (const [place, person] of people.entries()) {
      const member = members.get(person)
      const reason: IssueRefusal | undefined = member === undefined ? 'unknown' : member.blocked ? 'blocked' : undefined
      if (reason !== undefined) refused.push({ row: place + 1, reason })
      else if (member !== undefined) wanted.push({ id: newId(this.clock), memberId: member.id, row: place + 1 })
    }
    return { wanted, refused }
  }
}

/** Codes are for whoever has them, and the pack of new members is nobody else's. */
const assertIssued = ({ way, state }: TemplateRow): void => {
  const given = way === 'issue' || way === 'claim'
  if (!given || state !== 'live') throw new DomainError('COUPON_NOT_CLAIMABLE')
}
