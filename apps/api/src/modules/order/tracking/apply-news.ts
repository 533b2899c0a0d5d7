import { Inject, Injectable } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { addMs, dayMs, hourMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { parcelLife as life, type WatchState } from '../domain/parcel-life.js'
import { inOrder, isNewer, isOlder, isOver, type News } from '../domain/parcel-news.js'
import type { NumberedParcel } from './kuaidi100.js'
import { TrackingSeals } from './tracking-seals.js'

/** After this long without a callback the carrier is asked: it tells every four hours by itself. */
const ASK_AFTER_MS = 6 * hourMs
/** It stops telling after so long, and so do we ask. */
const FOLLOWED_FOR_MS = 60 * dayMs

interface TrackingRow {
  readonly orderId: string
  readonly memberId: string
  readonly watch: WatchState
  readonly newestAt: Instant | null
  readonly count: number
  readonly createdAt: Instant
}

/** The one place that changes what is known of a parcel: whole histories replace each other, and never backwards. */
@Injectable()
export class ApplyNews {
  constructor(
    private readonly seals: TrackingSeals,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * False where the parcel was heard of already, or later. Either way the carrier is alive, so it is asked later. What was
   * told of a number that has been put right meanwhile is another parcel's, and is left.
   */
  async run(
    tx: Tx,
    { shipmentId, company, trackingNo }: NumberedParcel,
    told: readonly News[],
    arrivesOn: string | null = null,
  ): Promise<boolean> {
    const now = this.clock.now()
    const row = await tx.maybe<TrackingRow>(
      `select t.order_id as "orderId", t.member_id as "memberId", t.watch, t.newest_at as "newestAt", t.news_count as count,
              t.created_at as "createdAt"
         from parcel_trackings t join shipments s on s.id = t.shipment_id join carriers c on c.code = s.carrier_code
        where t.shipment_id = $1 and c.kuaidi100_code = $2 and s.tracking_no = $3 for update of t, s`,
      [shipmentId, company, trackingNo],
    )
    if (row === undefined) return false
    const news = inOrder(told, now)
    // An older history has an older guess; one that ends where ours ends may have thought again.
    if (arrivesOn !== null && !isOlder(row, news)) await this.expect(tx, shipmentId, arrivesOn)
    if (!isNewer(row, news)) {
      await this.askLater(tx, shipmentId, row, now)
      return false
    }
    await this.replace(tx, shipmentId, row, news)
    return true
  }

  private async expect(tx: Tx, shipmentId: string, arrivesOn: string): Promise<void> {
    await tx.execute(
      `update parcel_trackings set arrives_on = $2 where shipment_id = $1 and arrives_on is distinct from $2`,
      [shipmentId, arrivesOn],
    )
  }

  private async replace(tx: Tx, shipmentId: string, row: TrackingRow, news: readonly News[]): Promise<void> {
    const newest = present(news[0], 'the newest of news that are newer')
    const arrived = isOver(newest.state)
    const watch = life.next(row.watch, arrived ? 'arrive' : 'hear', { arrived }, 'system')
    await tx.execute(
      `update parcel_trackings set state = $2, news_enc = $3, news_count = $4, newest_at = $5, tries = 0,
              watch = $6, next_at = $7
        where shipment_id = $1 and watch = $8`,
      [
        shipmentId,
        newest.state,
        this.seals.seal(news),
        news.length,
        isoOf(newest.at),
        watch,
        arrived ? null : isoOf(addMs(this.clock.now(), ASK_AFTER_MS)),
        row.watch,
      ],
    )
    if (newest.state === 'signed') await this.sign(tx, shipmentId, row, newest.at)
  }

  /** Kept from the first time on: what the buyer may still do counts from it, so later words do not move it. */
  private async sign(tx: Tx, shipmentId: string, { orderId, memberId }: TrackingRow, at: Instant): Promise<void> {
    const signed = await tx.maybe<{ signedAt: Instant }>(
      `update shipments set signed_at = greatest(shipped_at, $2) where id = $1 and signed_at is null
       returning signed_at as "signedAt"`,
      [shipmentId, isoOf(at)],
    )
    if (signed === undefined) return
    const signedAt = isoOf(signed.signedAt)
    await this.outbox.publish(tx, 'order.parcel-signed', { orderId, memberId, shipmentId, signedAt })
  }

  private async askLater(tx: Tx, shipmentId: string, row: TrackingRow, now: Instant): Promise<void> {
    const silent = now >= addMs(row.createdAt, FOLLOWED_FOR_MS)
    if (life.refusal(row.watch, 'fall_silent', { arrived: false }, 'system')) return
    await tx.execute(
      `update parcel_trackings set tries = 0, watch = $2, next_at = $3 where shipment_id = $1 and watch = $4`,
      [
        shipmentId,
        silent ? life.next(row.watch, 'fall_silent', { arrived: false }, 'system') : row.watch,
        silent ? null : isoOf(addMs(now, ASK_AFTER_MS)),
        row.watch,
      ],
    )
  }
}
