import { Inject, Injectable } from '@nestjs/common'
import type { ChangeCouponTemplateBody, CouponTemplateBody } from '@jishi/contracts/promotion/coupons.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { instantOf, isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type SqlValue, type Tx } from '../../../infra/database/sql.js'
import { CatalogFacade } from '../../catalog/index.js'
import { fieldsFixedOnceLive } from './domain/changeable.js'
import { heldTemplate } from './held-template.js'
import { scopeNames } from './scope-names.js'
import { daysOf, type TemplateRow } from './template.rows.js'

export type CouponTemplateId = Id<'couponTemplate'>

const PERMISSION = 'coupon.write'

/** Writes down what a coupon is. A draft may become anything; what is live has been promised to those who hold it. */
@Injectable()
export class SaveCouponTemplate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws VALIDATION_FAILED where the scope names goods that are not there. */
  async create(tx: Tx, actor: Doer, id: CouponTemplateId, body: CouponTemplateBody): Promise<CouponTemplateId> {
    const names = await scopeNames(this.catalog, tx, body.scope)
    const by = actor.kind === 'operator' ? actor.operatorId : null
    await tx.execute(
      `insert into coupon_templates (id, created_by, created_at, updated_at, state, ${COLUMNS.join(', ')})
       values ($1, $2, $3, $3, 'draft', ${COLUMNS.map((_, at) => `$${at + 4}`).join(', ')})`,
      [id, by, isoOf(this.clock.now()), ...valuesOf(body, names)],
    )
    await this.note(tx, actor, 'coupon_template.created', id, undefined, body)
    return id
  }

  /**
   * Throws NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED, and COUPON_NOT_CHANGEABLE with `details.fields` for what may not be
   * changed any more: a live one only in its name, its listing, a later end of claiming and a larger total; a stopped one in nothing.
   */
  async change(
    tx: Tx,
    actor: Doer,
    id: CouponTemplateId,
    { version, template: asked }: ChangeCouponTemplateBody,
  ): Promise<CouponTemplateId> {
    const before = await heldTemplate(tx, id, version)
    const [earlier, template] = [bodyOf(before), isoTimes(asked)]
    const fixed = before.state === 'draft' ? [] : fieldsFixedOnceLive(earlier, template, before.state)
    if (fixed.length > 0) throw new DomainError('COUPON_NOT_CHANGEABLE', { fields: fixed })
    const names = await scopeNames(this.catalog, tx, template.scope)
    await tx.execute(
      `update coupon_templates set version = version + 1, updated_at = $2, ${COLUMNS.map((name, at) => `${name} = $${at + 3}`).join(', ')}
        where id = $1`,
      [id, isoOf(this.clock.now()), ...valuesOf(template, names)],
    )
    await this.note(tx, actor, 'coupon_template.changed', id, earlier, template)
    return id
  }

  private note(tx: Tx, actor: Doer, action: string, id: string, before: unknown, after: unknown): Promise<void> {
    return this.auditLog.write(tx, {
      ...{ actor, permission: PERMISSION, action, subject: { kind: 'coupon_template', id } },
      ...(before === undefined ? {} : { before }),
      after,
    })
  }
}

/** The columns an operator's form fills, in the order of `valuesOf`. */
const COLUMNS = [
  ...['name', 'kind', 'amount_fen', 'off_bp', 'cap_fen', 'threshold_fen', 'scope', 'scope_names', 'exclusive'],
  ...['platforms', 'way', 'listed', 'total', 'per_member', 'claim_from_at', 'claim_until_at'],
  ...['use_from_at', 'use_until_at', 'valid_days'],
]

const valuesOf = (body: CouponTemplateBody, names: readonly string[]): SqlValue[] => [
  ...[body.name, body.kind, body.amountFen, body.offBp, body.capFen, body.thresholdFen, json(body.scope), names],
  ...[body.exclusive, body.platforms, body.way, body.listed, body.total, body.perMember],
  ...[body.claimFromAt, body.claimUntilAt, body.useFromAt, body.useUntilAt, body.validDays],
]

/** What the form of the template would send back, with times as we write them. */
const bodyOf = (row: TemplateRow): CouponTemplateBody => {
  const { name, kind, amountFen, offBp, capFen, thresholdFen, scope, exclusive, platforms } = row
  const { way, listed, total, perMember } = row
  const terms = { name, kind, amountFen, offBp, capFen, thresholdFen, exclusive, platforms }
  return { ...terms, scope: scope as CouponTemplateBody['scope'], way, listed, total, perMember, ...daysOf(row) }
}

/** The same moment in the same words, however the form spelt it. */
const isoTimes = (body: CouponTemplateBody): CouponTemplateBody => {
  const iso = (at: string | null): string | null => (at === null ? null : isoOf(instantOf(at)))
  const claim = { claimFromAt: isoOf(instantOf(body.claimFromAt)), claimUntilAt: isoOf(instantOf(body.claimUntilAt)) }
  return { ...body, ...claim, useFromAt: iso(body.useFromAt), useUntilAt: iso(body.useUntilAt) }
}
