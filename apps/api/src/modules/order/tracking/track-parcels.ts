import { Inject, Injectable, Logger } from '@nestjs/common'
import { addMs, hourMs, isoOf, minuteMs, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { jobType } from '../../../infra/queue/job-type.js'
import { Queues } from '../../../infra/queue/queues.js'
import { Job, On, Sweep } from '../../../infra/worker/decorators.js'
import { parcelLife as life } from '../domain/parcel-life.js'
import { ApplyNews } from './apply-news.js'
import { Kuaidi100, type WatchedParcel } from './kuaidi100.js'

const TRACK_PARCEL = jobType<{ shipmentId: string }>('order.track-parcel', { queue: 'order', outside: 'kuaidi100' })
const BATCH = 50
const EVERY_MS = 30 * secondMs
/** When to ask again after no usable answer; the last pause repeats. */
const PAUSES_MS = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 4 * hourMs] as const
/** The first callback comes within four hours. */
const FIRST_NEWS_MS = 4 * hourMs

interface DueParcel extends WatchedParcel {
  readonly watch: 'due' | 'watching'
}

/** Has the carrier tell of every parcel, and asks it where it does not: recorded before the call, and after it. */
@Injectable()
export class TrackParcels {
  private readonly log = new Logger('Tracking')

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly kuaidi100: Kuaidi100,
    private readonly apply: ApplyNews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @On('order.parcel-shipped', 'order.track-parcel')
  async parcelShipped(tx: Tx, { payload }: DomainEvent<'order.parcel-shipped'>): Promise<void> {
    if (this.kuaidi100.on) await this.begin(tx, payload.shipmentId)
  }

  @On('order.replacement-shipped', 'order.track-replacement')
  async replacementShipped(tx: Tx, { payload }: DomainEvent<'order.replacement-shipped'>): Promise<void> {
    if (this.kuaidi100.on) await this.begin(tx, payload.shipmentId)
  }

  /** What was known was another parcel's, its signing too: nothing of it is kept. */
  @On('order.parcel-corrected', 'order.track-parcel-anew')
  async parcelCorrected(tx: Tx, { payload }: DomainEvent<'order.parcel-corrected'>): Promise<void> {
    if (!this.kuaidi100.on) return
    await tx.execute(`delete from parcel_trackings where shipment_id = $1`, [payload.shipmentId])
    await tx.execute(`update shipments set signed_at = null where id = $1`, [payload.shipmentId])
    await this.begin(tx, payload.shipmentId)
  }

  /** Nothing where the parcel is followed already, as after a correction that was heard before the shipping. */
  private async begin(tx: Tx, shipmentId: string): Promise<void> {
    const now = this.clock.now()
    const begun = await tx.execute(
      `insert into parcel_trackings (shipment_id, order_id, member_id, next_at, created_at)
       select s.id, s.order_id, s.member_id, $2, $2 from shipments s where s.id = $1 on conflict (shipment_id) do nothing`,
      [shipmentId, isoOf(now)],
    )
    if (begun > 0) this.queues.scheduleAfter(tx, TRACK_PARCEL, { shipmentId }, now)
  }

  @Job(TRACK_PARCEL)
  async run({ shipmentId }: { shipmentId: string }): Promise<void> {
    await this.askOne(shipmentId)
  }

  /**
   * The truth behind job and callbacks: whatever is due is asked for. One parcel's trouble must not keep others waiting. Answers
   * how many got an answer: where there is none at all, the rest waits for the next turn.
   */
  @Sweep('order.track-parcels', EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    if (!this.kuaidi100.on) return 0
    const due = await this.database.rows<{ id: string }>(
      `select shipment_id as id from parcel_trackings where next_at <= $1 order by next_at limit $2`,
      [isoOf(now), BATCH],
    )
    let answered = 0
    for (const { id } of due) if (await this.askOne(id)) answered += 1
    return answered
  }

  private async askOne(shipmentId: string): Promise<boolean> {
    const parcel = await this.claim(shipmentId)
    if (parcel === undefined) return false
    try {
      if (parcel.watch === 'due') await this.beginToWatch(parcel)
      else await this.ask(parcel)
      return true
    } catch (error) {
      this.log.warn(`parcel ${shipmentId}: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  /** The right to ask, for one: the next turn is written down first, so a lost answer costs a pause and no more. */
  private claim(shipmentId: string): Promise<DueParcel | undefined> {
    const now = this.clock.now()
    const pauses = PAUSES_MS.map((ms) => isoOf(addMs(now, ms)))
    return this.database.maybe<DueParcel>(
      `update parcel_trackings t set tries = t.tries + 1,
              next_at = ($3::timestamptz[])[least(t.tries + 1, cardinality($3::timestamptz[]))]
         from shipments s join carriers c on c.code = s.carrier_code
        where t.shipment_id = $1 and t.next_at <= $2 and s.id = t.shipment_id
       returning s.id as "shipmentId", c.kuaidi100_code as company, s.tracking_no as "trackingNo",
                 s.phone_tail as "phoneTail", t.watch`,
      [shipmentId, isoOf(now), pauses],
    )
  }

  /**
   * News may have been faster than the answer, which is well: a parcel that is heard of is not touched any more. Nor is one
   * whose number was put right meanwhile: the answer is not about it.
   */
  private async beginToWatch(parcel: DueParcel): Promise<void> {
    const answer = await this.kuaidi100.watch(parcel)
    const watch = life.next('due', answer === 'refused' ? 'refuse' : 'accept', { arrived: false }, 'system')
    const next = answer === 'refused' ? null : isoOf(addMs(this.clock.now(), FIRST_NEWS_MS))
    await this.database.execute(
      `update parcel_trackings t set watch = $2, tries = 0, next_at = $3
         from shipments s join carriers c on c.code = s.carrier_code
        where t.shipment_id = $1 and t.watch = 'due' and s.id = t.shipment_id and c.kuaidi100_code = $4 and s.tracking_no = $5`,
      [parcel.shipmentId, watch, next, parcel.company, parcel.trackingNo],
    )
  }

  private async ask(parcel: DueParcel): Promise<void> {
    const { news, arrivesOn } = await this.kuaidi100.report(parcel)
    await this.database.transaction((tx) => this.apply.run(tx, parcel, news, arrivesOn))
  }
}
