import { Inject, Injectable } from '@nestjs/common'
import type { CouponTemplateBody, CouponView } from '@jishi/contracts/promotion/coupons.schema'
import { couponRuleCode, PROMOTION_LIMITS } from '@jishi/contracts/promotion/promotion.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { Fen } from '@jishi/kernel/money'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { inSteps, type Sql, type Tx } from '../../../infra/database/sql.js'
import type { Language } from '../../../infra/http/language.js'
import type { CouponFacts, Scope } from '../../pricing/index.js'
import { ClaimCoupon } from './claim-coupon.js'
import { countedGifts, uncountedGifts } from './counted-gifts.js'
import { COUPON, couponView, type CouponRow } from './coupon.rows.js'
import { SaveCouponTemplate } from './save-template.js'
import { SwitchCouponTemplate } from './switch-template.js'

/** A coupon the buyer holds: what the engine looks at, and what is shown of it. */
export interface HeldCoupon {
  readonly facts: CouponFacts
  view(language: Language): CouponView
}

export interface AskedCoupons {
  readonly memberId: string
  /** Up to this moment it is judged which are over. */
  readonly at: Instant
  /** Exactly these; left out: those that end first. */
  readonly ids?: readonly string[] | undefined
}

/** A coupon that an order takes, and what it takes off there for goods or freight. */
export interface CouponUse {
  readonly couponId: string
  readonly amountFen: Fen
}

export interface CouponsOfOrder {
  readonly orderId: string
  readonly memberId: string
  readonly uses: readonly CouponUse[]
  /** What the order costs in the end: the sales these coupons were used in. */
  readonly payableFen: Fen
  readonly at: Instant
}

/** Coupons for whoever prices and places orders: an order holds, uses and gives back its coupons in its own Tx. */
@Injectable()
export class CouponsFacade {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly saving: SaveCouponTemplate,
    private readonly switching: SwitchCouponTemplate,
    private readonly claiming: ClaimCoupon,
  ) {}

  /** A template that is given out at once, for whoever fills a shop. Throws VALIDATION_FAILED. */
  async launchNew(tx: Tx, actor: Doer, template: CouponTemplateBody): Promise<Id<'couponTemplate'>> {
    const id = await this.saving.create(tx, actor, newId<'couponTemplate'>(this.clock), template)
    return this.switching.launch(tx, actor, id, 1)
  }

  /** Throws what claiming throws: NOT_FOUND, COUPON_NOT_CLAIMABLE, COUPON_GONE, COUPON_LIMIT. */
  claim(tx: Tx, memberId: string, templateId: string): Promise<Id<'coupon'>> {
    return this.claiming.run(tx, memberId, templateId, newId<'coupon'>(this.clock))
  }

  /**
   * Coupons the member is free to use, in one statement: the sixty that end first, or exactly those named. Days and platforms
   * are the engine's to judge; a named one may be over. Throws NOT_FOUND for what is not the member's, COUPON_NOT_USABLE
   * with `details.couponIds` for what another order holds or has used, or the shop took back.
   */
  async held(sql: Sql, { memberId, at, ids }: AskedCoupons): Promise<HeldCoupon[]> {
    if (ids !== undefined && ids.length === 0) return []
    const rows = ids === undefined ? await this.firstToEnd(sql, memberId, at) : await this.named(sql, memberId, ids)
    return rows.map((row) => ({ facts: factsOf(row), view: (language) => couponView(row, at, language) }))
  }

  /**
   * Takes the coupons for an order in the transaction that places it. Throws COUPON_NOT_USABLE with `details.couponIds`, and then
   * none is taken, unless every one is the member's, held by no other order, and within its days.
   */
  async lock(tx: Tx, { orderId, memberId, uses, payableFen, at }: CouponsOfOrder): Promise<void> {
    if (uses.length === 0) return
    const ids = uses.map(({ couponId }) => couponId)
    const locked = await tx.rows<{ couponId: string }>(LOCK, [
      ...[ids, uses.map(({ amountFen }) => amountFen), uses.map(() => newId(this.clock))],
      ...[memberId, orderId, payableFen, isoOf(at)],
    ])
    const taken = new Set(locked.map(({ couponId }) => couponId))
    const couponIds = ids.filter((id) => !taken.has(id))
    if (couponIds.length > 0) throw new DomainError('COUPON_NOT_USABLE', { couponIds })
  }

  /** The order is paid. Called again it does nothing. */
  async use(tx: Tx, orderId: string, at: Instant): Promise<void> {
    await tx.execute(USE, [orderId, isoOf(at)])
  }

  /** The order closed unpaid: its coupons are the member's again, with the days they had. Called again it does nothing. */
  async giveBack(tx: Tx, orderId: string, at: Instant): Promise<void> {
    await tx.execute(
      `with returned as (
         update coupon_uses set state = 'returned', returned_at = $2 where order_id = $1 and state = 'locked' returning coupon_id
       ) update coupons set state = ${FREE} where id in (select coupon_id from returned)`,
      [orderId, isoOf(at)],
    )
  }

  /**
   * The paid order no longer bears these coupons, named by their rules on it; other rules among them are none of ours. Their
   * days stay as they were: one that is over meanwhile stays over, unless it can be used until `graceUntil` at least. Called
   * again it does nothing.
   */
  async giveBackUsed(
    tx: Tx,
    orderId: string,
    rules: readonly string[],
    { at, graceUntil }: { at: Instant; graceUntil: Instant | null },
  ): Promise<void> {
    const used = await tx.rows<{ couponId: string }>(
      `select coupon_id as "couponId" from coupon_uses where order_id = $1 and state = 'used'`,
      [orderId],
    )
    const ids = used.map(({ couponId }) => couponId).filter((id) => rules.includes(couponRuleCode(id)))
    if (ids.length === 0) return
    await tx.execute(
      `with returned as (
         update coupon_uses set state = 'returned', returned_at = $2 where order_id = $1 and coupon_id = any($3) and state = 'used'
         returning coupon_id, order_id, used_at, amount_fen, payable_fen
       ), counted_gifts as (${uncountedGifts('returned')})
       update coupons set state = ${FREE}, until_at = greatest(until_at, $4::timestamptz) where id in (select coupon_id from returned)`,
      [orderId, isoOf(at), ids, graceUntil === null ? null : isoOf(graceUntil)],
    )
  }

  /** Which goods the coupons of a template are for; null for one that nobody was ever given. One statement. */
  async scopeOf(sql: Sql, templateId: string): Promise<Scope | null> {
    const row = await sql.maybe<{ scope: Scope }>(
      `select scope from coupon_templates where id = $1 and state <> 'draft'`,
      [templateId],
    )
    return row?.scope ?? null
  }

  private firstToEnd(sql: Sql, memberId: string, at: Instant): Promise<CouponRow[]> {
    return sql.rows<CouponRow>(
      `select ${COUPON} from coupons c join coupon_templates t on t.id = c.template_id
        where c.member_id = $1 and c.until_at > $2 and c.state = 'held' order by c.until_at, c.id limit $3`,
      [memberId, isoOf(at), PROMOTION_LIMITS.couponsTried],
    )
  }

  private async named(sql: Sql, memberId: string, ids: readonly string[]): Promise<CouponRow[]> {
    const rows = await sql.rows<CouponRow>(
      `select ${COUPON} from coupons c join coupon_templates t on t.id = c.template_id
        where c.id = any($1::uuid[]) and c.member_id = $2 order by c.until_at, c.id`,
      [ids, memberId],
    )
    if (rows.length < new Set(ids).size) throw new DomainError('NOT_FOUND')
    const couponIds = rows.filter(({ state }) => state !== 'held').map(({ id }) => id)
    if (couponIds.length > 0) throw new DomainError('COUPON_NOT_USABLE', { couponIds })
    return rows
  }
}

const factsOf = (row: CouponRow): CouponFacts => {
  const { id, name, kind, amountFen, offBp, capFen, thresholdFen, scope, platforms, fromAt, untilAt, exclusive } = row
  return { id, name, kind, amountFen, offBp, capFen, thresholdFen, scope, platforms, fromAt, untilAt, exclusive }
}

/** What an order lets go of: the member's again, unless the shop only waited to have it back. */
const FREE = `case when revoke_when_free then 'revoked' else 'held' end`

/** Rows are taken in the order of their ids; whoever waited for another order sees what became of the coupon. */
const LOCK = inSteps(
  `drawn as (
    select * from unnest($1::uuid[], $2::bigint[], $3::uuid[]) as a (coupon_id, amount_fen, use_id)
  ), free_coupons as (
    select c.id, c.template_id from coupons c
     where c.id = any($1::uuid[]) and c.member_id = $4 and c.state = 'held' and c.from_at <= $7 and c.until_at > $7
     order by c.id for no key update
  ), locked_coupons as (
    update coupons c set state = 'locked' from free_coupons f where c.id = f.id returning c.id, c.template_id
  )`,
  `insert into coupon_uses (id, coupon_id, template_id, member_id, order_id, state, amount_fen, payable_fen, locked_at)
  select d.use_id, l.id, l.template_id, $4, $5, 'locked', d.amount_fen, $6, $7
    from locked_coupons l join drawn d on d.coupon_id = l.id
  returning coupon_id as "couponId"`,
)

/** The use first, then the coupon: only what this order still holds is moved. A gift is counted for its rule. */
const USE = inSteps(
  `used_coupons as (
    update coupon_uses set state = 'used', used_at = $2 where order_id = $1 and state = 'locked'
    returning coupon_id, order_id, used_at, amount_fen, payable_fen
  ), counted_gifts as (${countedGifts('used_coupons')})`,
  `update coupons set state = 'used' where id in (select coupon_id from used_coupons)`,
)
