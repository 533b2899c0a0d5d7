import { Inject, Injectable } from '@nestjs/common'
import type { SeckillBoard } from '@jishi/contracts/seckill/seckill-desk.schema'
import { SECKILL_LIMITS } from '@jishi/contracts/seckill/seckill.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, instantOf, isoOf, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { CatalogFacade } from '../../catalog/index.js'
import { TAKE_ENGINE, type TakeEngine } from '../engine/engine.js'
import { ProofLevel } from '../shop/proof-level.js'
import { ACTIVITY, itemsOf, type ActivityRow, type ItemRow } from './activity.rows.js'

interface Flow {
  readonly requests: number
  readonly admitted: number
  readonly taken: number
  readonly paid: number
  readonly released: number
}
interface SecondRow extends Flow {
  readonly at: Instant
}

const SECONDS = `
  with pulse as (
    select at, requests, admitted, 0 as taken, 0 as paid, 0 as released from seckill_pulse
     where activity_id = $1 and at >= $2 and at <= $3
    union all
    select date_trunc('second', taken_at), 0, 0, qty, 0, 0 from seckill_takes where activity_id = $1 and taken_at >= $2 and taken_at <= $3
    union all
    select date_trunc('second', paid_at), 0, 0, 0, qty, 0 from seckill_takes where activity_id = $1 and paid_at >= $2 and paid_at <= $3
    union all
    select date_trunc('second', released_at), 0, 0, 0, 0, qty from seckill_takes
     where activity_id = $1 and released_at >= $2 and released_at <= $3
  )
  select at, sum(requests) as requests, sum(admitted) as admitted, sum(taken) as taken, sum(paid) as paid, sum(released) as released
    from pulse group by at order by at`

const TOTALS = `
  select coalesce(p.requests, 0) as requests, coalesce(p.admitted, 0) as admitted, coalesce(p.tickets, 0) as tickets,
         coalesce(p.refused, 0) as refused, coalesce(t.taken, 0) as taken, coalesce(t.paid, 0) as paid, coalesce(t.released, 0) as released
    from (select sum(requests) as requests, sum(admitted) as admitted, sum(tickets) as tickets, sum(refused) as refused
            from seckill_pulse where activity_id = $1) p,
         (select sum(qty) as taken, sum(qty) filter (where state = 'sold') as paid, sum(qty) filter (where state = 'released') as released
            from seckill_takes where activity_id = $1) t`

const NOTHING: Flow = { requests: 0, admitted: 0, taken: 0, paid: 0, released: 0 }

/** A flash sale as it runs, a second at a time. */
@Injectable()
export class BoardQuery {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly proof: ProofLevel,
  ) {}

  /** Throws NOT_FOUND. */
  run(id: string): Promise<SeckillBoard> {
    return this.database.read(async (sql) => {
      const activity = await sql.maybe<ActivityRow>(`select ${ACTIVITY} from activities a where a.id = $1`, [id])
      if (activity === undefined) throw new DomainError('NOT_FOUND')
      const now = this.clock.now()
      const items = await itemsOf(sql, id)
      const totals = await sql.one<SeckillBoard['totals']>(TOTALS, [id])
      return {
        ...{ serverTime: isoOf(now), state: activity.state, ...sumOf(items), totals },
        seconds: await secondsOf(sql, id, now),
        queue: { waiting: this.engine.waiting, room: this.engine.room },
        proofBits: this.proof.bits(activity.proofBits),
        items: await this.goods(sql, items),
      }
    })
  }

  private async goods(sql: Sql, items: readonly ItemRow[]): Promise<SeckillBoard['items']> {
    const skus = await this.catalog.skuFacts(
      sql,
      items.map(({ skuId }) => skuId),
    )
    return items.map(({ id: itemId, skuId, total, drawn, sold }) => {
      const { title = '', skuLabel = '' } = skus.get(skuId) ?? {}
      return { itemId, title, skuLabel, total, drawn, sold }
    })
  }
}

const sumOf = (items: readonly ItemRow[]) => {
  const sum = (of: 'total' | 'drawn' | 'sold'): number => items.reduce((all, item) => all + item[of], 0)
  return { total: sum('total'), drawn: sum('drawn'), sold: sum('sold') }
}

/** Also those in which nothing happened: a chart needs every one. */
async function secondsOf(sql: Sql, id: string, now: Instant): Promise<SeckillBoard['seconds']> {
  const last = instantOf(Math.floor(now / secondMs) * secondMs)
  const first = addMs(last, -(SECKILL_LIMITS.boardSeconds - 1) * secondMs)
  const rows = await sql.rows<SecondRow>(SECONDS, [id, isoOf(first), isoOf(now)])
  const bySecond = new Map<number, Flow>(rows.map(({ at, ...flow }) => [at, flow]))
  return Array.from({ length: SECKILL_LIMITS.boardSeconds }, (_, place) => {
    const at = addMs(first, place * secondMs)
    return { at: isoOf(at), ...(bySecond.get(at) ?? NOTHING) }
  })
}
