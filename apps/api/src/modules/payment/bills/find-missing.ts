import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf, startOfShopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Incidents } from '../incidents.js'
import { AskAbout } from './ask-about.js'
import { fileOf, IN_A_BILL, unsettledOwn, waitingBreaks, type BillFile, type WaitingBreak } from './bill.store.js'
import { nextDayOf } from './domain/bill-text.js'
import { MissingPayments } from './missing-payments.js'

/** What our books have and no bill does: it waits a day, because midnight is not the same moment on both sides, and is then short. */
@Injectable()
export class FindMissing {
  constructor(
    private readonly database: Database,
    private readonly asking: AskAbout,
    private readonly incidents: Incidents,
    private readonly missing: MissingPayments,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Ours of this day that is in no bill yet (#36): in suspense until the next day's bill has been read. */
  async hold(file: BillFile): Promise<void> {
    for (const own of await unsettledOwn(this.database, file)) {
      await this.database.transaction((tx) =>
        tx.execute(
          `insert into recon_breaks (id, file_id, kind, subject, number, attempt_id, refund_id, own_fen, state, found_at)
           values ($1, $2, 'suspense', $3, $4, $5, $6, $7, 'open', $8) on conflict do nothing`,
          [
            ...[newId(this.clock), file.id, own.subject, own.number, own.attemptId, own.refundId, own.ownFen],
            isoOf(this.clock.now()),
          ],
        ),
      )
    }
  }

  /** Once the bill of the day after has been read: the channel is asked, and what is still missing is short. */
  async conclude(file: BillFile): Promise<void> {
    const next = await fileOf(this.database, file, nextDayOf(file.day))
    if (next === undefined || (next.state !== 'reconciled' && next.state !== 'empty')) return
    for (const waiting of await waitingBreaks(this.database, file.id, 'suspense')) {
      await this.declare(waiting, await this.ask(file, waiting))
    }
  }

  /** Short ones that wait for nobody are asked for once more when their day is run again. */
  async askAgain(file: BillFile): Promise<void> {
    for (const short of await waitingBreaks(this.database, file.id, 'short')) {
      const said = await this.ask(file, short)
      await this.database.transaction((tx) =>
        tx.execute(`update recon_breaks set channel_said = $2 where id = $1 and state = 'open'`, [short.id, said]),
      )
    }
  }

  private ask(file: BillFile, { subject, number, attemptNo, channel }: WaitingBreak): Promise<string> {
    const refundNo = subject === 'refund' ? number : null
    // Asked as if it were a stranger's: our books hold it for done already, and an answer changes nothing by itself.
    const recordedAt = startOfShopDay(file.day)
    const { merchantId } = file
    return this.asking.run({ subject, attemptNo, refundNo, attemptId: null, channel, merchantId, recordedAt })
  }

  private async declare({ id, number, subject }: WaitingBreak, said: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      // A bill of another day may have been matched while this one was put in suspense: then nobody has to be told.
      await tx.execute(
        `update recon_breaks b set state = 'cleared', settled_at = $2 where id = $1 and kind = 'suspense' and state = 'open' and ${IN_A_BILL}`,
        [id, isoOf(this.clock.now())],
      )
      const short = await tx.execute(
        `update recon_breaks set kind = 'short', channel_said = $2 where id = $1 and kind = 'suspense' and state = 'open'`,
        [id, said],
      )
      if (short === 0) return
      await this.incidents.open(tx, 'outcome_unknown', number, { missing: 'bill', channelSaid: said }, id)
      if (subject === 'payment') await this.missing.changed(tx, number)
    })
  }
}
