import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, minuteMs, msBetween, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Pii } from '../../../infra/crypto/pii.js'
import { daysFrom } from './domain/coupon-days.js'
import { TEMPLATE, type TemplateRow } from './template.rows.js'

/** The name of the digests that codes are looked up by. */
export const CODE_INDEX = 'coupon-code'

const MOST_MISSES = 5
const REST_MS = 15 * minuteMs

interface Found extends TemplateRow {
  readonly couponId: string
  readonly couponState: string
  readonly memberId: string | null
  readonly had: number
}

/** A member types a code. A code that never was and one that somebody used get the same answer, and both count as a miss. */
@Injectable()
export class RedeemCode {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /**
   * Answers the id of the coupon; the same again to whoever redeemed the code. Throws COUPON_CODE_INVALID, COUPON_LIMIT, and
   * RATE_LIMITED for a quarter of an hour after five misses.
   */
  async run(memberId: string, code: string): Promise<string> {
    // A miss is an outcome and not an exception here: it must be committed.
    const id = await this.database.transaction((tx) =>
      this.attempt(tx, memberId, this.pii.blindIndex(CODE_INDEX, code)),
    )
    if (id === undefined) throw new DomainError('COUPON_CODE_INVALID')
    return id
  }

  private async attempt(tx: Tx, memberId: string, index: Buffer): Promise<string | undefined> {
    await this.takeTurn(tx, memberId)
    const found = await tx.maybe<Found>(
      `select ${TEMPLATE}, c.id as "couponId", c.state as "couponState", c.member_id as "memberId",
              (select count(*) from coupons h where h.template_id = t.id and h.member_id = $2) as had
         from coupons c join coupon_templates t on t.id = c.template_id
        where c.code_bidx = $1 for update of c for share of t`,
      [index, memberId],
    )
    if (found?.memberId === memberId) return found.couponId
    const days = found !== undefined && this.isOpen(found) ? daysFrom(found, this.clock.now()) : undefined
    if (found === undefined || days === undefined) return this.missed(tx, memberId)
    if (found.had >= found.perMember) throw new DomainError('COUPON_LIMIT')
    await tx.execute(
      `update coupons set state = 'held', member_id = $2, ordinal = $3, from_at = $4, until_at = $5, had_at = $6 where id = $1`,
      [
        ...[found.couponId, memberId, found.had + 1],
        ...[isoOf(days.fromAt), isoOf(days.untilAt), isoOf(this.clock.now())],
      ],
    )
    return found.couponId
  }

  /** One try of a member after the other, so that many at once are not more than five. Throws RATE_LIMITED. */
  private async takeTurn(tx: Tx, memberId: string): Promise<void> {
    const now = this.clock.now()
    await tx.execute(
      'insert into coupon_code_misses (member_id, misses, until_at) values ($1, 0, $2) on conflict do nothing',
      [memberId, isoOf(now)],
    )
    const { misses, untilAt } = await tx.one<{ misses: number; untilAt: Instant }>(
      'select misses, until_at as "untilAt" from coupon_code_misses where member_id = $1 for no key update',
      [memberId],
    )
    if (misses < MOST_MISSES || untilAt <= now) return
    throw new DomainError('RATE_LIMITED', { retryAfterSeconds: Math.ceil(msBetween(now, untilAt) / secondMs) })
  }

  private isOpen({ state, couponState, claimFromAt, claimUntilAt }: Found): boolean {
    const now = this.clock.now()
    return couponState === 'waiting' && state === 'live' && claimFromAt <= now && claimUntilAt > now
  }

  private async missed(tx: Tx, memberId: string): Promise<undefined> {
    const now = this.clock.now()
    await tx.execute(
      `update coupon_code_misses set misses = case when until_at <= $2 then 1 else misses + 1 end, until_at = $3
        where member_id = $1`,
      [memberId, isoOf(now), isoOf(addMs(now, REST_MS))],
    )
    return undefined
  }
}
