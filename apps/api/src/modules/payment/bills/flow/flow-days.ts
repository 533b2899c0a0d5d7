import { Inject, Injectable } from '@nestjs/common'
import { addMs, isoOf, minuteMs, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { BillSource } from '../bill-source.js'
import { fileById, fileOf, type BillFile } from '../bill.store.js'
import { FlowTurns } from './flow-turns.js'
import { accountsWaiting } from './flow.store.js'
import { JudgeFlow } from './judge-flow.js'
import { StageFlow } from './stage-flow.js'

const PATIENCE_MS = 10 * minuteMs

/** A day's fund flow, from the wallet to the bank account in our books. It is compared with the bill, so the bill goes first. */
@Injectable()
export class FlowDays {
  constructor(
    private readonly database: Database,
    private readonly staging: StageFlow,
    private readonly judging: JudgeFlow,
    private readonly turns: FlowTurns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(file: BillFile, source: BillSource): Promise<void> {
    const bill = (await fileOf(this.database, file, file.day))?.state
    if (bill !== 'reconciled' && bill !== 'empty') return this.comeBack(file)
    const staged = file.state === 'staged' ? file : await this.fetch(file, source, bill === 'empty')
    if (!['staged', 'reconciled'].includes(staged.state)) return
    await this.turns.run(staged)
    await this.keepWaiting(staged)
  }

  /** Accounts whose turn may have come since: a bill that was missing is in, or clearing carries what it did not. */
  accountsWaiting(): Promise<BillFile[]> {
    return accountsWaiting(this.database)
  }

  comeNext(account: BillFile): Promise<void> {
    return this.turns.run(account)
  }

  /** What the day itself shows is told at once; what left for the bank waits for the days before it. */
  private async keepWaiting({ id }: BillFile): Promise<void> {
    const file = await fileById(this.database, id)
    if (file?.state !== 'staged') return
    await this.judging.compare(file)
    await this.judging.wait(file)
  }

  private async fetch(file: BillFile, source: BillSource, quiet: boolean): Promise<BillFile> {
    if (source.fetchFlow !== undefined) await this.staging.take(file, await source.fetchFlow(file.day), quiet)
    return (await fileById(this.database, file.id)) ?? file
  }

  private async comeBack(file: BillFile): Promise<void> {
    await this.database.transaction((tx) =>
      tx.execute(`update bill_files set next_try_at = $2 where id = $1 and next_try_at is not null`, [
        file.id,
        isoOf(addMs(this.clock.now(), PATIENCE_MS)),
      ]),
    )
  }
}
