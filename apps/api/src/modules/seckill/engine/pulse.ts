import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { isoOf, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { UNCOUNTED } from '../../../infra/database/driver.js'

const COUNTS = ['tickets', 'requests', 'admitted', 'refused'] as const
type Count = (typeof COUNTS)[number]
type Second = Record<Count, number>

const FLUSH_MS = 1_000
/** Seconds that wait to be written while the database is away; older ones are let go: they are for looking at. */
const MOST_SECONDS = 600

/**
 * How many came in each second, by the activity: counted in memory, written once a second, one row for each. Units taken, paid and let
 * go are counted from the takes themselves.
 */
@Injectable()
export class Pulse implements OnApplicationShutdown {
  private seconds = new Map<string, Second>()
  private timer: NodeJS.Timeout | undefined
  /** The second that was counted in last, which is nearly always the one that is counted in next. */
  private current: { readonly activityId: string; readonly at: number; readonly second: Second } | undefined

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  add(activityId: string, count: Count): void {
    const at = Math.floor(this.clock.now() / secondMs) * secondMs
    const { current } = this
    const same = current !== undefined && current.at === at && current.activityId === activityId
    const second = same ? current.second : this.secondOf(activityId, at)
    if (!same) this.current = { activityId, at, second }
    second[count] += 1
  }

  private secondOf(activityId: string, at: number): Second {
    const key = `${activityId} ${at}`
    const known = this.seconds.get(key)
    if (known !== undefined) return known
    const second = { tickets: 0, requests: 0, admitted: 0, refused: 0 }
    this.seconds.set(key, second)
    this.timer ??= setTimeout(() => void this.flush().catch(() => undefined), FLUSH_MS).unref()
    return second
  }

  /** Several processes add to the same second. */
  async flush(): Promise<void> {
    this.timer = undefined
    const flushed = [...this.seconds].slice(-MOST_SECONDS).map(([key, second]) => {
      const [activityId = '', at = ''] = key.split(' ')
      return { activityId, at: isoOf(Number(at) as Instant), ...second }
    })
    this.seconds = new Map()
    this.current = undefined
    if (flushed.length === 0) return
    await this.database.execute(
      `${UNCOUNTED} insert into seckill_pulse as p (activity_id, at, ${COUNTS.join(', ')})
       select g.activity_id, g.at, ${COUNTS.map((name) => `g.${name}`).join(', ')}
         from unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::int[], $5::int[], $6::int[]) as g (activity_id, at, ${COUNTS.join(', ')})
         join activities a on a.id = g.activity_id
       on conflict (activity_id, at) do update set ${COUNTS.map((name) => `${name} = p.${name} + excluded.${name}`).join(', ')}`,
      [
        flushed.map(({ activityId }) => activityId),
        flushed.map(({ at }) => at),
        ...COUNTS.map((name) => flushed.map((second) => second[name])),
      ],
    )
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer)
    await this.flush().catch(() => undefined)
  }
}
