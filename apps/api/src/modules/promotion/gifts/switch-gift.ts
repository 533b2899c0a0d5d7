import { Inject, Injectable } from '@nestjs/common'
import { PAY_GIFT_LIMITS, type PayGiftState } from '@jishi/contracts/promotion/pay-gifts.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { GiftGivers } from './gift-givers.js'
import { heldGift, type GiftRow } from './gift-rows.js'
import { RunningGifts } from './running-gifts.js'
import type { PayGiftId } from './save-gift.js'

export type GiftSwitch = 'launch' | 'pause' | 'resume' | 'stop'

interface Turn {
  readonly from: readonly PayGiftState[]
  readonly to: PayGiftState
  readonly action: string
}

/** The life of a rule: what may happen in which state, what becomes of it, and the word of the log. */
const TURNS: Readonly<Record<GiftSwitch, Turn>> = {
  launch: { from: ['draft'], to: 'live', action: 'pay_gift.launched' },
  pause: { from: ['live'], to: 'paused', action: 'pay_gift.paused' },
  resume: { from: ['paused'], to: 'live', action: 'pay_gift.resumed' },
  stop: { from: ['live', 'paused'], to: 'stopped', action: 'pay_gift.stopped' },
}

/** Rules that are live take turns by this number, so that no more of them are live than may be. */
const LIVE_TURN = 374

/** Begins to give, rests, goes on, and ends for good. What was given stays given. */
@Injectable()
export class SwitchGift {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly givers: GiftGivers,
    private readonly auditLog: AuditLog,
    private readonly running: RunningGifts,
  ) {}

  /**
   * Throws NOT_FOUND, VERSION_CONFLICT, PAY_GIFT_ACTION_NOT_ALLOWED; on going live also VALIDATION_FAILED for days that are over,
   * PAY_GIFT_COUPON_UNFIT for a coupon nobody gives, and PAY_GIFT_LIMIT.
   */
  async run(tx: Tx, actor: Doer, id: PayGiftId, version: number, what: GiftSwitch): Promise<PayGiftId> {
    const { from, to, action } = TURNS[what]
    const gift = await heldGift(tx, id, version)
    const { state, given } = gift
    if (!from.includes(state)) throw new DomainError('PAY_GIFT_ACTION_NOT_ALLOWED', { state })
    if (to === 'live') await this.assertReady(tx, gift)
    await tx.execute(
      `update pay_gifts set state = $2, version = version + 1, updated_at = $3, launched_at = coalesce(launched_at, $3),
              stopped_at = case when $2 = 'stopped' then $3::timestamptz end where id = $1`,
      [id, to, isoOf(this.clock.now())],
    )
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'promotion.write', action, subject: { kind: 'pay_gift', id } },
      ...{ before: { state, given }, after: { state: to, given } },
    })
    tx.afterCommit(() => this.running.forget())
    return id
  }

  private async assertReady(tx: Tx, { untilAt, kind, gift }: GiftRow): Promise<void> {
    const now = this.clock.now()
    if (untilAt <= now) throw new DomainError('VALIDATION_FAILED', [{ path: 'untilAt', message: 'is over' }])
    await this.givers.of(kind).assertGivable(tx, gift)
    await tx.rows('select pg_advisory_xact_lock($1)', [LIVE_TURN])
    const { live } = await tx.one<{ live: number }>(
      `select count(*)::int as live from pay_gifts where state = 'live' and until_at > $1`,
      [isoOf(now)],
    )
    if (live >= PAY_GIFT_LIMITS.live) throw new DomainError('PAY_GIFT_LIMIT', { most: PAY_GIFT_LIMITS.live })
  }
}
