import { Inject, Injectable, Logger } from '@nestjs/common'
import type { SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { SHIP_SHEETS_KEPT_DAYS } from '@jishi/contracts/order/ship-sheet.terms'
import { addDays, addMs, hourMs, isoOf, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Queues } from '../../../infra/queue/queues.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { CheckShipSheet } from './check-ship-sheet.js'
import { ReadShipSheet } from './read-ship-sheet.js'
import { SendShipSheet } from './send-ship-sheet.js'
import { CARRY_ON, fileKey, sheetOf } from './sheet-rows.js'

/** A job works on for this many steps and hands over to a next one, so that other jobs get their turn. */
const STEPS_A_JOB = 100
const STEPS_A_SWEEP = 10
const SWEEP_EVERY_MS = 15 * secondMs
/** Longer than any step takes: what stood still for so long has lost its worker. */
const STILL_MS = 30 * secondMs
const MOST_AT_ONCE = 5

/** Carries sheets through reading, checking and shipping, step by step. Where everything stands is in the tables. */
@Injectable()
export class CarryOnShipSheet {
  private readonly log = new Logger('CarryOnShipSheet')

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly reading: ReadShipSheet,
    private readonly checking: CheckShipSheet,
    private readonly sending: SendShipSheet,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Job(CARRY_ON)
  async carryOn({ sheetId }: { sheetId: string }): Promise<void> {
    if (await this.steps(sheetId, STEPS_A_JOB)) await this.queues.enqueue(CARRY_ON, { sheetId })
  }

  /** Takes up what a killed worker or a lost queue has left standing. */
  @Sweep('order.ship-sheets', SWEEP_EVERY_MS)
  async takeUp(now: Instant): Promise<number> {
    const still = await this.database.rows<{ id: string }>(
      `select id from ship_sheets where state in ('reading', 'checking', 'applying') and touched_at <= $1
        order by touched_at limit $2`,
      [isoOf(addMs(now, -STILL_MS)), MOST_AT_ONCE],
    )
    for (const { id } of still) await this.takeUpOne(id)
    return 0
  }

  /** Forgets sheets nobody has touched for long; what they shipped stays in the audit log. */
  @Sweep('order.old-ship-sheets', hourMs)
  async forget(now: Instant): Promise<number> {
    for (let forgotten = 0; forgotten < MOST_AT_ONCE; forgotten += 1) if (!(await this.forgetOne(now))) return forgotten
    return MOST_AT_ONCE
  }

  /** One that is being sent at this moment is held, and passed over. Its file goes when nothing is held any more. */
  private forgetOne(now: Instant): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const old = await tx.maybe<{ id: string; format: SheetFormat }>(
        `select id, format from ship_sheets where state in ('ready', 'done', 'stopped', 'refused') and touched_at < $1
          order by touched_at limit 1 for update skip locked`,
        [isoOf(addDays(now, -SHIP_SHEETS_KEPT_DAYS))],
      )
      if (old === undefined) return false
      for (const table of ['ship_sheet_rows', 'ship_sheet_parcels'])
        await tx.execute(`delete from ${table} where sheet_id = $1`, [old.id])
      await tx.execute('delete from ship_sheets where id = $1', [old.id])
      tx.afterCommit(() => this.files.remove(fileKey(old.id, old.format)))
      return true
    })
  }

  /** One sheet's trouble must not keep the others waiting. */
  private async takeUpOne(sheetId: string): Promise<void> {
    try {
      if (await this.steps(sheetId, STEPS_A_SWEEP)) await this.queues.enqueue(CARRY_ON, { sheetId })
    } catch (error) {
      this.log.error(`${sheetId}: ${error instanceof Error ? error.message : String(error)}`)
      await this.stepBack(sheetId)
    }
  }

  /** What failed goes behind the others: sheets that can never go on must not fill every turn of the sweep. */
  private async stepBack(sheetId: string): Promise<void> {
    await this.database.execute(
      `update ship_sheets set touched_at = $2 where id = $1 and state in ('reading', 'checking', 'applying')`,
      [sheetId, isoOf(this.clock.now())],
    )
  }

  /** True while there is more to do. */
  private async steps(id: string, most: number): Promise<boolean> {
    for (let done = 0; done < most; done += 1) if (!(await this.step(id))) return false
    return true
  }

  private async step(id: string): Promise<boolean> {
    const sheet = await sheetOf(this.database, id)
    switch (sheet?.state) {
      case 'reading':
        await this.reading.run(sheet)
        return true
      case 'checking':
        // The step that finds nothing more to check ends the check.
        return this.checking.step(id)
      case 'applying':
        return this.sending.step(id)
      default:
        return false
    }
  }
}
