import { Inject, Injectable, Logger } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { isoOf, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { PaymentFacade } from '../../payment/index.js'
import { holdOrderOfTerm, withFacts, termSubject, type LockedOrder, type OpenTerm } from '../locked-order.js'
import { DROP_SUPPLEMENT } from '../order-jobs.js'
import { Supplements } from './supplements.js'

const BATCH = 100
const LOOK_EVERY_MS = 15 * secondMs

/**
 * Ends supplements nobody paid in time. The channel is asked before the change is given up, as for a whole order: money
 * that came in time wins, and while the answer is not known the term stays as it is and the next turn asks again.
 */
@Injectable()
export class DropSupplement {
  private readonly log = new Logger('Supplements')

  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
    private readonly supplements: Supplements,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A term that is not due or not open is left alone; the job may come twice or too early. */
  @Job(DROP_SUPPLEMENT)
  async whenDue({ termId }: { termId: string }): Promise<void> {
    const due = await this.database.maybe(
      `select 1 as due from order_terms where id = $1 and kind = 'supplement' and state = 'open' and due_at <= $2`,
      [termId, isoOf(this.clock.now())],
    )
    if (due === undefined) return
    // Past its time no attempt is begun any more, so what the channel says now is the last word.
    if ((await this.payment.closeAtChannel(termSubject(termId))) === 'unknown') return
    await this.database.transaction(async (tx) => {
      const order = await withFacts(tx, await holdOrderOfTerm(tx, termId), this.clock.now())
      const term = order.openTerm
      if (term?.id === termId) await this.end(tx, order, term)
    })
  }

  @Sweep('order.drop-supplements', LOOK_EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ termId: string }>(
      `select id as "termId" from order_terms where state = 'open' and kind = 'supplement' and due_at <= $1
        order by due_at limit $2`,
      [isoOf(now), BATCH],
    )
    for (const term of due) await this.patiently(term)
    return 0
  }

  /** One order's trouble must not keep the others waiting. */
  private async patiently(term: { termId: string }): Promise<void> {
    try {
      await this.whenDue(term)
    } catch (error) {
      this.log.error(`supplement ${term.termId}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private async end(tx: Tx, order: LockedOrder, term: OpenTerm): Promise<void> {
    const subject = termSubject(term.id)
    if ((await this.payment.cancelIntent(tx, subject)) !== 'settled') {
      await this.supplements.drop(tx, order, term.id)
      return
    }
    const standing = await this.payment.statusOf(tx, subject)
    await this.supplements.settled(tx, order, {
      termId: term.id,
      amountFen: term.amountFen,
      channel: present(standing.channel, 'the channel of a settled intent'),
      paidAt: present(standing.paidAt, 'the time a settled intent was paid at'),
    })
  }
}
