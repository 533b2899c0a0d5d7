import { Inject, Injectable } from '@nestjs/common'
import { addShopDays, shopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { BillFile } from '../bill.store.js'
import { lastJudged, leaving, nextInTurn, standingOpen } from './flow.store.js'
import { JudgeFlow } from './judge-flow.js'

/** No wallet keeps its files for longer. */
const KEPT_DAYS = 90

/**
 * The days of an account, one after the other. Whatever order their files come in, a day is judged after every day before it and
 * with the bills up to it, so its answers are the same; what has waited takes from clearing after what the day itself has taken.
 */
@Injectable()
export class FlowTurns {
  constructor(
    private readonly database: Database,
    private readonly judging: JudgeFlow,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Judges as many days as can be, and otherwise looks once more at what waits. `of` is any day of the account. */
  async run(of: BillFile): Promise<void> {
    let next = await this.next(of)
    if (next === undefined) return this.lookAgain(await lastJudged(this.database, of))
    for (let before = ''; next !== undefined && next.id !== before; next = await this.next(of)) {
      before = next.id
      await this.day(next)
    }
  }

  private next(of: BillFile): Promise<BillFile | undefined> {
    return nextInTurn(this.database, of, addShopDays(shopDay(this.clock.now()), -KEPT_DAYS))
  }

  private async day(file: BillFile): Promise<void> {
    await this.judging.compare(file)
    for (const { id } of await leaving(this.database, file)) await this.judging.book(file, id)
    await this.lookAgain(file)
    await this.judging.finish(file)
  }

  private async lookAgain(asOf: BillFile | undefined): Promise<void> {
    if (asOf === undefined) return
    for (const { id } of await standingOpen(this.database, asOf)) await this.judging.book(asOf, id)
  }
}
