import { Inject, Injectable } from '@nestjs/common'
import type { ParcelNews, ParcelsView, ParcelView, ProblemParcel } from '@jishi/contracts/order/tracking.schema'
import { STUCK_AFTER_MS, type ParcelState } from '@jishi/contracts/order/tracking.terms'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { addRisingTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { courierPhoneOf, problemOf, type News } from '../domain/parcel-news.js'
import { TrackingSeals } from './tracking-seals.js'

interface ParcelRow {
  readonly id: string | null
  readonly carrierName: string
  readonly carrierPhone: string
  readonly trackingNo: string
  readonly shippedAt: Instant
  readonly signedAt: Instant | null
  readonly state: ParcelState | null
  readonly refused: boolean | null
  readonly newestAt: Instant | null
  /** Since when it is followed; null where it is not. */
  readonly followedAt: Instant | null
  readonly newsEnc: string | null
  readonly arrivesOn: string | null
}

interface ProblemRow extends ParcelRow {
  readonly id: string
  readonly orderId: string
  readonly orderNo: string
  readonly at: Instant
}

const COLUMNS = `s.id, c.name as "carrierName", c.phone as "carrierPhone", s.tracking_no as "trackingNo", s.shipped_at as "shippedAt",
  s.signed_at as "signedAt", t.state, t.watch = 'refused' as refused, t.newest_at as "newestAt", t.created_at as "followedAt", t.news_enc as "newsEnc",
  t.arrives_on::text as "arrivesOn"`

/**
 * `?` is the moment since which a silent parcel counts as stuck. An order that ended wants nobody any more, but for what is on
 * its way in an exchange.
 */
const PROBLEM = `t.state <> 'signed'
  and (o.state in ('paid', 'shipped') or exists (select 1 from shipments r join after_sales a on a.id = r.after_sale_id
         where r.id = t.shipment_id and a.state = 'resent'))
  and (t.state in ('problem', 'returning', 'returned') or t.watch = 'refused' or coalesce(t.newest_at, t.created_at) <= ?)`
const MOST_COUNTED = 10_000

/** Where parcels are, as far as the carriers told. */
@Injectable()
export class TrackingQueries {
  constructor(
    private readonly database: Database,
    private readonly seals: TrackingSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In the order they left. Throws NOT_FOUND, for a foreign order as well; without a member for the shop's own eyes. */
  async ofOrder(orderId: string, memberId: string | null): Promise<ParcelsView> {
    const rows = await this.database.rows<ParcelRow>(
      `select ${COLUMNS} from orders o left join shipments s on s.order_id = o.id left join carriers c on c.code = s.carrier_code
         left join parcel_trackings t on t.shipment_id = s.id
        where o.id = $1 and ($2::uuid is null or o.member_id = $2) order by s.shipped_at, s.id`,
      [orderId, memberId],
    )
    if (rows.length === 0) throw new DomainError('NOT_FOUND')
    return { items: rows.flatMap((row) => (row.id === null ? [] : [this.view({ ...row, id: row.id })])) }
  }

  async problems(query: PageQuery): Promise<Page<ProblemParcel>> {
    const limit = query.limit ?? PAGE_SIZE
    const conditions = this.troubled()
    addRisingTimePage(conditions, 'coalesce(t.newest_at, t.created_at)', 't.shipment_id', query)
    const rows = await this.database.rows<ProblemRow>(
      `select ${COLUMNS}, o.id as "orderId", o.order_no as "orderNo", coalesce(t.newest_at, t.created_at) as at
         from parcel_trackings t join shipments s on s.id = t.shipment_id join carriers c on c.code = s.carrier_code join orders o on o.id = t.order_id
         ${conditions.where} order by coalesce(t.newest_at, t.created_at), t.shipment_id limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    return { items: page.rows.map((row) => this.problemView(row)), nextCursor: page.nextCursor }
  }

  async problemCount(sql: Sql): Promise<number> {
    const conditions = this.troubled()
    const { count } = await sql.one<{ count: number }>(
      `select count(*) as count from (select 1 from parcel_trackings t join orders o on o.id = t.order_id
         ${conditions.where} limit ${MOST_COUNTED}) n`,
      conditions.values,
    )
    return count
  }

  private troubled(): Conditions {
    const conditions = new Conditions([])
    conditions.add(PROBLEM, isoOf(addMs(this.clock.now(), -STUCK_AFTER_MS)))
    return conditions
  }

  private view(row: ParcelRow & { readonly id: string }): ParcelView {
    const news = this.seals.open(row.newsEnc)
    return { ...this.shared(row), courierPhone: courierPhoneOf(news), news: news.map(newsView) }
  }

  private problemView(row: ProblemRow): ProblemParcel {
    const shared = this.shared(row)
    const newest = this.seals.open(row.newsEnc)[0]
    return {
      ...shared,
      problem: present(shared.problem, 'the problem of a parcel that was looked for by it'),
      orderId: row.orderId,
      orderNo: row.orderNo,
      since: isoOf(row.at),
      newest: newest === undefined ? null : newsView(newest),
    }
  }

  /** A parcel nobody follows has no state to be stuck in; one that is followed is silent since the moment PROBLEM counts from. */
  private shared(row: ParcelRow & { readonly id: string }): Omit<ParcelView, 'courierPhone' | 'news'> {
    const standing = {
      state: row.state ?? 'awaiting',
      refused: row.refused === true,
      since: row.newestAt ?? row.followedAt ?? row.shippedAt,
    }
    return {
      id: row.id,
      carrierName: row.carrierName,
      carrierPhone: row.carrierPhone,
      trackingNo: row.trackingNo,
      shippedAt: isoOf(row.shippedAt),
      signedAt: row.signedAt === null ? null : isoOf(row.signedAt),
      state: standing.state,
      arrivesOn: row.signedAt === null ? row.arrivesOn : null,
      problem: row.state === null ? null : problemOf(standing, this.clock.now()),
    }
  }
}

const newsView = ({ at, ...news }: News): ParcelNews => ({ ...news, at: isoOf(at) })
