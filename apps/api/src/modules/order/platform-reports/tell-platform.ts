import { createHash } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { PaymentFacade, type PaidBy } from '../../payment/index.js'
import type { ReportedOrder } from '../domain/platform-messages.js'
import { PLATFORM_DESKS, type PlatformDesk, type Told } from './platform-desk.js'
import { PlatformReportsStore, type ClaimedReport, type Fingerprinted } from './platform-reports.store.js'
import { reportedOrder } from './reported-order.js'

/** One payment, the wallet it is told to, and what there is to tell. */
interface Telling {
  readonly report: ClaimedReport
  readonly desk: PlatformDesk
  readonly paid: PaidBy
  readonly order: ReportedOrder
  readonly message: Fingerprinted
}

/** Tells a wallet what became of one payment: recorded before the call, and after it. */
@Injectable()
export class TellPlatform {
  private readonly log = new Logger('PlatformReports')

  constructor(
    private readonly database: Database,
    private readonly store: PlatformReportsStore,
    private readonly payment: PaymentFacade,
    @Inject(PLATFORM_DESKS) private readonly desks: readonly PlatformDesk[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Tells until nothing is due. False where somebody else is at it, nothing was, or the wallet did not answer. */
  async run(termId: string): Promise<boolean> {
    let settled = false
    for (let report = await this.store.claim(termId); report; report = await this.store.claim(termId)) {
      settled = await this.once(report)
    }
    return settled
  }

  /** Whether it came to something. */
  private async once(report: ClaimedReport): Promise<boolean> {
    try {
      return await this.work(report)
    } catch (error) {
      this.log.warn(`payment ${report.attemptNo}: ${error instanceof Error ? error.message : String(error)}`)
      await this.store.failed(report, problemOf(error), true)
      return false
    } finally {
      await this.store.release(report)
    }
  }

  private async work(report: ClaimedReport): Promise<boolean> {
    const telling = await this.prepare(report)
    return telling === undefined || this.send(telling)
  }

  /** Undefined where the wallet need not be called. */
  private async prepare(report: ClaimedReport): Promise<Telling | undefined> {
    const desk = this.desks.find(({ platform }) => platform === report.platform)
    const paid = await this.payment.paidBy(this.database, report.attemptNo)
    if (desk?.on !== true || paid === undefined) return void (await this.store.givenUp(report, 'off'))
    const order = await reportedOrder(this.database, report.orderId)
    const message = desk.messageOf(order)
    if (message === undefined) return void (await this.store.rest(report, order.state === 'refunded'))
    const print = createHash('sha256').update(JSON.stringify(message.body)).digest('hex')
    if (report.told === print) return void (await this.store.rest(report, false))
    return { report, desk, paid, order, message: { ...message, print } }
  }

  private async send(telling: Telling): Promise<boolean> {
    const { desk, paid, order, message } = telling
    const report = await this.catchUp(telling)
    if (report === undefined) return true
    if (desk.strict && report.toldWhole && report.changes > 0) {
      await this.store.givenUp(report, 'change_used')
      return true
    }
    const at = this.nextTime(report, desk)
    await this.store.sending(report, message, at)
    return this.hear({ ...telling, report }, await desk.tell(paid, order, message, at))
  }

  /**
   * Where the answer to the last call was lost, the wallet is asked what it has before anything is sent again. Undefined: it has
   * what was to be told.
   */
  private async catchUp({ report, desk, paid, message }: Telling): Promise<ClaimedReport | undefined> {
    if (!desk.strict || report.sent === null) return report
    const shown = await desk.shown(paid, message)
    if (shown.same) {
      await this.store.taken(report, message, desk.strict)
      return undefined
    }
    if (!shown.whole || report.toldWhole || !report.sentWhole) return report
    await this.store.arrived(report)
    return { ...report, told: report.sent, toldWhole: true }
  }

  private async hear({ report, desk, paid, message }: Telling, told: Told): Promise<boolean> {
    if (told.kind === 'later' || told.kind === 'unknown') {
      await this.store.failed(report, told.problem, told.kind === 'unknown')
      return false
    }
    const same = told.kind === 'taken' || (told.kind === 'spent' && (await desk.shown(paid, message)).same)
    if (same) {
      await this.store.taken(report, message, desk.strict)
      return true
    }
    this.log.warn(`payment ${report.attemptNo} is refused: ${told.problem}`)
    await this.store.givenUp(report, told.problem)
    return true
  }

  /** The wallets take the word with the later time, so two of one moment must not have the same. */
  private nextTime({ sentAt }: ClaimedReport, { tickMs }: PlatformDesk): Instant {
    const now = this.clock.now()
    const next = sentAt === null ? now : addMs(sentAt, tickMs)
    return next > now ? next : now
  }
}

const problemOf = (error: unknown): string =>
  error instanceof DomainError && error.code === 'PLATFORM_UNAVAILABLE' ? 'no_answer' : 'error'
