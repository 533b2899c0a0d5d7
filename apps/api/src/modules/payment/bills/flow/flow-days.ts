import { Inject, Injectable } from '@nestjs/common'
import { addMs, isoOf, minuteMs, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { BillSource } from '../bill-source.js'
import { fileById, fileOf, type BillFile } from '../bill.store.js'
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(file: BillFile, source: BillSource): Promise<void> {
    const bill = (await fileOf(this.database, file, file.day))?.state
    if (bill !== 'reconciled' && bill !== 'empty') return this.comeBack(file)
    const staged = file.state === 'staged' ? file : await this.fetch(file, source, bill === 'empty')
    if (['staged', 'reconciled'].includes(staged.state)) await this.judging.run(staged)
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
