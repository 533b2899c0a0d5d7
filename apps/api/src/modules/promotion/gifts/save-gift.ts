import { Inject, Injectable } from '@nestjs/common'
import type { ChangePayGiftBody, PayGiftBody } from '@jishi/contracts/promotion/pay-gifts.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { CatalogFacade } from '../../catalog/index.js'
import { scopeNames } from '../coupons/scope-names.js'
import { fieldsFixedOnceLaunched } from './domain/changeable.js'
import { bodyOf, COLUMNS, heldGift, isoTimes, valuesOf, type GiftRow } from './gift-rows.js'
import { RunningGifts } from './running-gifts.js'

export type PayGiftId = Id<'payGift'>

/** Writes down which paid orders bring which gift. A draft may become anything; what was launched is a promise. */
@Injectable()
export class SaveGift {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
    private readonly running: RunningGifts,
  ) {}

  /** Throws VALIDATION_FAILED where the scope names goods that are not there. */
  async create(tx: Tx, actor: Doer, id: PayGiftId, body: PayGiftBody): Promise<PayGiftId> {
    const names = await scopeNames(this.catalog, tx, body.scope)
    const by = actor.kind === 'operator' ? actor.operatorId : null
    await tx.execute(
      `insert into pay_gifts (id, created_by, created_at, updated_at, state, ${COLUMNS.join(', ')})
       values ($1, $2, $3, $3, 'draft', ${COLUMNS.map((_, at) => `$${at + 4}`).join(', ')})`,
      [id, by, isoOf(this.clock.now()), ...valuesOf(body, names)],
    )
    await this.note(tx, actor, 'pay_gift.created', id, undefined, body)
    return id
  }

  /**
   * Throws NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED, and PAY_GIFT_NOT_CHANGEABLE with `details.fields` for what may not be
   * changed any more: a launched one only in its name, a later end and higher limits; one that is stopped or over in nothing, for else
   * more of them could run than may.
   */
  async change(tx: Tx, actor: Doer, id: PayGiftId, { version, rule }: ChangePayGiftBody): Promise<PayGiftId> {
    const held = await heldGift(tx, id, version)
    const [before, after] = [bodyOf(held), isoTimes(rule)]
    const fixed = held.state === 'draft' ? [] : fieldsFixedOnceLaunched(before, after, this.isOver(held))
    if (fixed.length > 0) throw new DomainError('PAY_GIFT_NOT_CHANGEABLE', { fields: fixed })
    const names = await scopeNames(this.catalog, tx, after.scope)
    await tx.execute(
      `update pay_gifts set version = version + 1, updated_at = $2, ${COLUMNS.map((name, at) => `${name} = $${at + 3}`).join(', ')}
        where id = $1`,
      [id, isoOf(this.clock.now()), ...valuesOf(after, names)],
    )
    await this.note(tx, actor, 'pay_gift.changed', id, before, after)
    tx.afterCommit(() => this.running.forget())
    return id
  }

  private isOver({ state, untilAt }: GiftRow): boolean {
    return state === 'stopped' || untilAt <= this.clock.now()
  }

  private note(tx: Tx, actor: Doer, action: string, id: string, before: unknown, after: unknown): Promise<void> {
    return this.auditLog.write(tx, {
      ...{ actor, permission: 'promotion.write', action, subject: { kind: 'pay_gift', id } },
      ...(before === undefined ? {} : { before }),
      after,
    })
  }
}
