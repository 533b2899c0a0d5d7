import { Inject, Injectable, Logger } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, hourMs, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { GiveCompensation } from '../../promotion/index.js'
import { SettingsFacade } from '../../settings/index.js'
import { shipWithinMs } from '../../pricing/index.js'
import { lockOrder } from '../locked-order.js'

const EVERY_MS = 5 * minuteMs
const BATCH = 100

interface LateRule {
  readonly templateId: string
  readonly promisedMs: number
  /** How long past the promise nobody has to be made up to. */
  readonly patienceMs: number
}

/**
 * Paid so long ago that a parcel of it should have left, and something still waits here. What is held (an after-sale of the buyer's
 * own, money on its way back, a payment its bill lacks) is not waiting for the shop, which has the whole time again once that is
 * over; and what was decided once is decided.
 */
const LATE = `
  o.state = 'paid' and o.paid_at <= $1 and o.delivery_code = 'express'
    and not exists (select 1 from order_late_coupons l where l.order_id = o.id)
    and not exists (select 1 from order_holds h where h.order_id = o.id and 'ship' = any(h.blocks)
                       and coalesce(least(h.released_at, h.until_at), 'infinity') > $1)`

/** Whoever waits for a parcel past the shop's promise is given a coupon by the shop itself: once an order, and only where the shop wishes so. */
@Injectable()
export class GiveLateCoupons {
  private readonly log = new Logger('GiveLateCoupons')

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsFacade,
    private readonly compensation: GiveCompensation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** While its template gives nothing out nobody gets one; those who still wait when it does are given theirs. */
  @Sweep('order.late-coupons', EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const rule = await this.rule()
    if (rule === undefined) return 0
    const due = await this.database.rows<{ id: string }>(
      `select o.id from orders o where ${LATE} order by o.paid_at, o.id limit ${BATCH}`,
      [isoOf(paidBefore(rule, now))],
    )
    let decided = 0
    for (const { id } of due) {
      try {
        if (await this.decide(id, rule)) decided += 1
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        this.log.warn(`the coupon ${rule.templateId} for late parcels cannot be given: ${error.code}`)
        return 0
      }
    }
    return decided
  }

  /** Whether this order was decided about here. Its row is held, so that shipping, refunds and other sweeps come before or after. */
  private decide(orderId: string, rule: LateRule): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now()
      const { memberId } = await lockOrder(tx, orderId, now)
      const late = await tx.maybe<{ paidAt: Instant }>(
        `select o.paid_at as "paidAt" from orders o where o.id = $2 and ${LATE}`,
        [isoOf(paidBefore(rule, now)), orderId],
      )
      if (late === undefined) return false
      await this.give(tx, { orderId, memberId, promisedAt: addMs(late.paidAt, rule.promisedMs) }, rule)
      return true
    })
  }

  private async give(
    tx: Tx,
    { orderId, memberId, promisedAt }: { orderId: string; memberId: string; promisedAt: Instant },
    { templateId }: LateRule,
  ): Promise<void> {
    const given = await this.compensation.byItself(tx, {
      ...{ templateId, memberId, action: 'coupon.given_for_delay' },
      about: { orderId, promisedAt: isoOf(promisedAt) },
    })
    await tx.execute(
      `insert into order_late_coupons (order_id, member_id, promised_at, coupon_id, coupon_name, given_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        ...[orderId, memberId, isoOf(promisedAt), given?.couponId ?? null, given?.name ?? null],
        isoOf(this.clock.now()),
      ],
    )
  }

  private async rule(): Promise<LateRule | undefined> {
    const { lateCouponTemplateId: templateId, lateCouponAfterHours } = await this.settings.get('order')
    if (templateId === null) return undefined
    const promisedMs = shipWithinMs((await this.settings.get('freight')).promise)
    return { templateId, promisedMs, patienceMs: lateCouponAfterHours * hourMs }
  }
}

const paidBefore = ({ promisedMs, patienceMs }: LateRule, now: Instant): Instant =>
  addMs(now, -(promisedMs + patienceMs))
