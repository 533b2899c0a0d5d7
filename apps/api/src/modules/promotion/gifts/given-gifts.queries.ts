import { Inject, Injectable } from '@nestjs/common'
import type { GiftsOfOrder, GivenGift, GivenGiftsQuery } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { GiftKind } from '@jishi/contracts/promotion/pay-gifts.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { IdentityFacade } from '../../identity/index.js'
import { COUPON, couponView, type CouponRow } from '../coupons/coupon.rows.js'

interface GivenRow {
  readonly id: string
  readonly at: Instant
  readonly orderId: string
  readonly memberId: string
  readonly state: GivenGift['state']
  readonly miss: GivenGift['miss']
  readonly paidFen: Fen
  readonly couponState: CouponRow['state'] | null
  readonly untilAt: Instant | null
  readonly valueFen: Fen | null
  readonly endedAt: Instant | null
}

interface OfOrderRow {
  readonly id: string
  readonly name: string
  readonly kind: GiftKind
  readonly state: GiftsOfOrder['items'][number]['state']
}

/** What was given: of a rule for operators, of an order for whoever paid it. */
@Injectable()
export class GivenGiftQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly identity: IdentityFacade,
  ) {}

  /** The newest first. Throws NOT_FOUND for a rule that is not there. */
  async ofGift(giftId: string, query: GivenGiftsQuery): Promise<Page<GivenGift>> {
    const limit = query.limit ?? PAGE_SIZE
    const conditions = new Conditions()
    conditions.add('d.gift_id = ?', giftId)
    if (query.state !== undefined) conditions.add('d.state = ?', query.state)
    addTimePage(conditions, 'd.given_at', 'd.id', query)
    const rows = await this.database.rows<GivenRow>(
      `select d.id, d.given_at as at, d.order_id as "orderId", d.member_id as "memberId", d.state, d.miss, d.paid_fen as "paidFen",
              d.ended_at as "endedAt", c.state as "couponState", c.until_at as "untilAt",
              (select u.amount_fen from coupon_uses u where u.coupon_id = d.id and u.state in ('locked', 'used')) as "valueFen"
         from given_gifts d left join coupons c on c.id = d.id ${conditions.where}
        order by d.given_at desc, d.id desc limit ${limit + 1}`,
      conditions.values,
    )
    if (rows.length === 0) await this.assertThere(giftId)
    const page = cutTimePage(rows, limit)
    return { items: await this.masked(page.rows), nextCursor: page.nextCursor }
  }

  /** What an order brought its buyer, whose it must be: the caller has looked. */
  async ofOrder(orderId: string, language: Language): Promise<GiftsOfOrder> {
    const heard = await this.database.maybe<{ settled: boolean }>(
      'select paid_at is not null as settled from gift_orders where order_id = $1',
      [orderId],
    )
    if (heard === undefined) return { settled: false, items: [] }
    const rows = await this.database.rows<OfOrderRow>(OF_ORDER, [orderId])
    const coupons = await this.database.rows<CouponRow>(
      `select ${COUPON} from coupons c join coupon_templates t on t.id = c.template_id where c.id = any($1::uuid[])`,
      [rows.map(({ id }) => id)],
    )
    const now = this.clock.now()
    const shown = new Map(coupons.map((row) => [row.id, couponView(row, now, language)]))
    return { settled: heard.settled, items: rows.map((row) => ({ ...row, coupon: shown.get(row.id) ?? null })) }
  }

  private async assertThere(giftId: string): Promise<void> {
    const there = await this.database.maybe('select 1 as there from pay_gifts where id = $1', [giftId])
    if (there === undefined) throw new DomainError('NOT_FOUND')
  }

  private async masked(rows: readonly GivenRow[]): Promise<GivenGift[]> {
    const masks = await this.identity.memberMasks(
      this.database,
      rows.map(({ memberId }) => memberId),
    )
    const now = this.clock.now()
    return rows.map(({ at, untilAt, couponState, endedAt, ...row }) => {
      const mask = masks.get(row.memberId)
      const isOver = couponState === 'held' && untilAt !== null && untilAt <= now
      return {
        ...row,
        couponState: isOver ? 'expired' : couponState,
        ...{ memberName: mask?.displayName ?? null, phoneMasked: mask?.phoneMasked ?? null },
        ...{ givenAt: isoOf(at), endedAt: endedAt === null ? null : isoOf(endedAt) },
      }
    })
  }
}

const OF_ORDER = `
  select d.id, g.name, g.kind, d.state from given_gifts d join pay_gifts g on g.id = d.gift_id
   where d.order_id = $1 and d.state <> 'missed' order by d.gift_id`
