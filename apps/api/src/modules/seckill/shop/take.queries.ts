import { Inject, Injectable } from '@nestjs/common'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { MyTake, MyTakesQuery, TakeView } from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { CatalogFacade } from '../../catalog/index.js'
import type { TakeRow } from '../engine/engine.js'

export const TAKE = `t.id, t.activity_id as "activityId", t.item_id as "itemId", t.sku_id as "skuId", t.qty, t.price_fen as "priceFen",
  t.state, t.taken_at as "takenAt", t.hold_until as "holdUntil", t.order_id as "orderId", t.released`

export const takeView = ({ takenAt, holdUntil, ...take }: TakeRow): TakeView => ({
  ...take,
  takenAt: isoOf(takenAt),
  payUntil: isoOf(holdUntil),
})

/** What members have taken. */
@Injectable()
export class TakeQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
  ) {}

  /** What a request won, whatever became of it since. */
  ofRequest(request: string): Promise<TakeRow | undefined> {
    return this.database.maybe<TakeRow>(`select ${TAKE} from seckill_takes t where t.request = $1`, [request])
  }

  /** Newest first. */
  async mine(memberId: string, { state, cursor, limit = PAGE_SIZE }: MyTakesQuery): Promise<Page<MyTake>> {
    const conditions = new Conditions()
    conditions.add('t.member_id = ?', memberId)
    if (state !== undefined) conditions.add('t.state = ?', state)
    addTimePage(conditions, 't.taken_at', 't.id', { cursor })
    const rows = await this.database.rows<TakeRow>(
      `select ${TAKE} from seckill_takes t ${conditions.where} order by t.taken_at desc, t.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.takenAt })),
      limit,
    )
    return { items: await this.withGoods(page.rows), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND, also for somebody else's. */
  async one(memberId: string, id: string): Promise<MyTake> {
    const row = await this.database.maybe<TakeRow>(
      `select ${TAKE} from seckill_takes t where t.id = $1 and t.member_id = $2`,
      [id, memberId],
    )
    const [take] = row === undefined ? [] : await this.withGoods([row])
    if (take === undefined) throw new DomainError('NOT_FOUND')
    return take
  }

  private async withGoods(rows: readonly TakeRow[]): Promise<MyTake[]> {
    const skus = await this.catalog.skuFacts(
      this.database,
      rows.map(({ skuId }) => skuId),
    )
    const serverTime = isoOf(this.clock.now())
    return rows.map((row) => {
      const sku = skus.get(row.skuId)
      return {
        ...takeView(row),
        ...{ spuId: sku?.spuId ?? row.skuId, title: sku?.title ?? '', skuLabel: sku?.skuLabel ?? '' },
        ...{ picture: sku?.picture ?? null, serverTime },
      }
    })
  }
}
