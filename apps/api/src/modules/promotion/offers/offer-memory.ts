import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { STORED, type StoredOffer } from './stored-offer.js'

const KEEP_MS = 3_000

/**
 * The launched promotions whose days are not over, as this process read them a moment ago. There are at most a hundred;
 * whoever changes one here forgets at once, other processes follow within three seconds. What is placed never trusts it.
 */
@Injectable()
export class OfferMemory {
  private kept: Promise<readonly StoredOffer[]> | undefined
  /** Of the process's monotonic clock: the business clock may be moved, and memory must age all the same. */
  private until = 0

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** Those that run at a moment, in the order they are applied. */
  async running(at: Instant): Promise<readonly StoredOffer[]> {
    const offers = await this.recalled()
    return offers.filter(({ fromAt, untilAt }) => fromAt <= at && at < untilAt)
  }

  forget(): void {
    this.kept = undefined
  }

  /** Who comes while it is being read waits for that one reading; one that failed is not kept. */
  private recalled(): Promise<readonly StoredOffer[]> {
    if (this.kept !== undefined && performance.now() < this.until) return this.kept
    const reading = this.read()
    this.kept = reading
    this.until = performance.now() + KEEP_MS
    reading.catch(() => {
      if (this.kept === reading) this.kept = undefined
    })
    return reading
  }

  private read(): Promise<readonly StoredOffer[]> {
    return this.database.rows<StoredOffer>(
      `select ${STORED} from offers o where o.state = 'live' and o.until_at > $1 order by o.priority, o.id`,
      [isoOf(this.clock.now())],
    )
  }
}
