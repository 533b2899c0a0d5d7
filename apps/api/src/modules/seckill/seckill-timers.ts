import { Injectable, Logger } from '@nestjs/common'
import { addDays, isoOf, secondMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { Job, Sweep } from '../../infra/worker/decorators.js'
import { SettleActivity } from './desk/settle-activity.js'
import { TurnActivity } from './desk/turn-activity.js'
import { Comparator } from './engine/comparator.js'
import { ReleaseTakes } from './engine/release-takes.js'
import { SECKILL_LAPSE, SECKILL_TURN } from './seckill-jobs.js'

const LAPSE_EVERY_MS = 15 * secondMs
const TURN_EVERY_MS = 10 * secondMs
const COMPARE_EVERY_MS = 30 * secondMs
const BATCH = 50
/** The live board is looked at while it runs and a few days after. */
const PULSE_DAYS = 7

interface Due {
  readonly id: string
}

/** Everything about flash sales that time brings. The sweeps search the tables, so a lost queue loses nothing. */
@Injectable()
export class SeckillTimers {
  private readonly log = new Logger('SeckillTimers')

  constructor(
    private readonly database: Database,
    private readonly turning: TurnActivity,
    private readonly settling: SettleActivity,
    private readonly releasing: ReleaseTakes,
    private readonly comparator: Comparator,
  ) {}

  @Job(SECKILL_LAPSE)
  async lapse({ activityId }: { activityId: string }): Promise<void> {
    await this.lapsed('activity_id = $3', isoOf(this.settling.now()), activityId)
  }

  /** Holds that are over: their units are there for others. */
  @Sweep('seckill.lapse', LAPSE_EVERY_MS)
  sweepLapsed(now: Instant): Promise<number> {
    return this.lapsed('true', isoOf(now))
  }

  @Job(SECKILL_TURN)
  async turn({ activityId }: { activityId: string }): Promise<void> {
    await this.turned(activityId, this.settling.now())
  }

  /** Sessions that begin or end by the clock, and those that are over and give back what is left. */
  @Sweep('seckill.turn', TURN_EVERY_MS)
  async sweepTurns(now: Instant): Promise<number> {
    const due = await this.database.rows<Due>(
      `select id from activities
        where kind = 'seckill' and settled_at is null
          and (state = 'armed' and starts_at <= $1 or state = 'running' and ends_at <= $1 or state in ('ended', 'stopped'))
        order by starts_at limit $2`,
      [isoOf(now), BATCH],
    )
    return this.each(due, ({ id }) => this.turned(id, now))
  }

  /** Counters beside takes, and what Redis counts beside the counters. Answers 0: what was found is put right and told. */
  @Sweep('seckill.compare', COMPARE_EVERY_MS)
  async sweepCounters(now: Instant): Promise<number> {
    await this.comparator.run()
    await this.database.execute('delete from seckill_pulse where at < $1', [isoOf(addDays(now, -PULSE_DAYS))])
    return 0
  }

  private async turned(activityId: string, now: Instant): Promise<number> {
    const turned = await this.database.transaction((tx) => this.turning.byTime(tx, activityId, now))
    const settled = await this.database.transaction((tx) => this.settling.run(tx, activityId))
    return turned || settled ? 1 : 0
  }

  private async lapsed(which: string, now: string, ...values: string[]): Promise<number> {
    const due = await this.database.rows<Due>(
      `select distinct item_id as id from seckill_takes where state = 'won' and hold_until <= $1 and ${which} limit $2`,
      [now, BATCH, ...values],
    )
    return this.each(due, ({ id }) => this.database.transaction((tx) => this.releasing.lapsed(tx, id)))
  }

  /** One session's trouble must not keep the others waiting. Counts what was done. */
  private async each(due: readonly Due[], act: (due: Due) => Promise<number>): Promise<number> {
    let done = 0
    for (const one of due) {
      try {
        done += await act(one)
      } catch (error) {
        this.log.error(`seckill ${one.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return done
  }
}
