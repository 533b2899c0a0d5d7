import { Inject, Injectable, Logger } from '@nestjs/common'
import { addMs, isoOf, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Queues } from '../../../infra/queue/queues.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { ApplyImport } from './apply-import.js'
import { CheckImport } from './check-import.js'
import { StageImport } from './stage-import.js'
import { CARRY_ON, stagingOf } from './staging.js'

/** A job works on for this many steps and hands over to a next one, so that other jobs get their turn. */
const STEPS_A_JOB = 100
const STEPS_A_SWEEP = 10
const SWEEP_EVERY_MS = 15 * secondMs
/** Longer than any step takes: what stood still for so long has lost its worker. */
const STILL_MS = 30 * secondMs
const MOST_AT_ONCE = 5

/** Carries imports through reading, checking and applying, step by step. Where everything stands is in the tables. */
@Injectable()
export class CarryOn {
  private readonly log = new Logger('CarryOn')

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly staging: StageImport,
    private readonly checking: CheckImport,
    private readonly applying: ApplyImport,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Job(CARRY_ON)
  async carryOn({ importId }: { importId: string }): Promise<void> {
    if (await this.steps(importId, STEPS_A_JOB)) await this.queues.enqueue(CARRY_ON, { importId })
  }

  /** Takes up what a killed worker or a lost queue has left standing. */
  @Sweep('catalog.product-imports', SWEEP_EVERY_MS)
  async takeUp(now: Instant): Promise<number> {
    const still = await this.database.rows<{ id: string }>(
      `select id from product_imports where state in ('reading', 'checking', 'applying') and touched_at <= $1
        order by touched_at limit $2`,
      [isoOf(addMs(now, -STILL_MS)), MOST_AT_ONCE],
    )
    for (const { id } of still) await this.takeUpOne(id)
    return 0
  }

  /** One import's trouble must not keep the others waiting. */
  private async takeUpOne(importId: string): Promise<void> {
    try {
      if (await this.steps(importId, STEPS_A_SWEEP)) await this.queues.enqueue(CARRY_ON, { importId })
    } catch (error) {
      this.log.error(`${importId}: ${error instanceof Error ? error.message : String(error)}`)
      await this.stepBack(importId)
    }
  }

  /** What failed goes behind the others: imports that can never go on must not fill every turn of the sweep. */
  private async stepBack(importId: string): Promise<void> {
    await this.database.execute(
      `update product_imports set touched_at = $2 where id = $1 and state in ('reading', 'checking', 'applying')`,
      [importId, isoOf(this.clock.now())],
    )
  }

  /** True while there is more to do. */
  private async steps(id: string, most: number): Promise<boolean> {
    for (let done = 0; done < most; done += 1) if (!(await this.step(id))) return false
    return true
  }

  private async step(id: string): Promise<boolean> {
    const staging = await stagingOf(this.database, id)
    switch (staging?.state) {
      case 'reading':
        await this.staging.run(staging)
        return true
      case 'checking':
        return this.checking.step(id)
      case 'applying':
        return this.applying.step(id)
      default:
        return false
    }
  }
}
