import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, minuteMs, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { parcelLife as life } from '../domain/parcel-life.js'
import { ApplyNews } from './apply-news.js'
import { Kuaidi100, type NumberedParcel } from './kuaidi100.js'

/** The carrier asks for half an hour before a number it gave up is brought to it again. */
const AGAIN_AFTER_MS = 30 * minuteMs

/** A callback about a parcel: verified over its raw form, applied in one transaction, and only then answered. */
@Injectable()
export class TakePush {
  constructor(
    private readonly database: Database,
    private readonly kuaidi100: Kuaidi100,
    private readonly apply: ApplyNews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws CALLBACK_REFUSED, for a parcel nobody knows as well. A repeat or an older history changes nothing. */
  async run(shipmentId: string, raw: Buffer): Promise<void> {
    const parcel = await this.database.maybe<NumberedParcel>(
      `select s.id as "shipmentId", c.kuaidi100_code as company, s.tracking_no as "trackingNo"
         from parcel_trackings t join shipments s on s.id = t.shipment_id join carriers c on c.code = s.carrier_code
        where s.id = $1`,
      [shipmentId],
    )
    const push = parcel && this.kuaidi100.open(parcel, raw)
    if (parcel === undefined || push === undefined) throw new DomainError('CALLBACK_REFUSED')
    await this.database.transaction(async (tx) => {
      await this.apply.run(tx, parcel, push.news, push.arrivesOn)
      if (push.status === 'abort') await this.watchAgain(tx, shipmentId)
    })
  }

  /** It heard nothing for days and stops telling; the number may be right all the same. */
  private async watchAgain(tx: Tx, shipmentId: string): Promise<void> {
    const watch = life.next('watching', 'lose_sight', { arrived: false }, 'system')
    await tx.execute(
      `update parcel_trackings set watch = $3, tries = 0, next_at = $2 where shipment_id = $1 and watch = 'watching'`,
      [shipmentId, isoOf(addMs(this.clock.now(), AGAIN_AFTER_MS)), watch],
    )
  }
}
