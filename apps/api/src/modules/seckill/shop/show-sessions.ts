import { Inject, Injectable } from '@nestjs/common'
import type {
  GoodsOffer,
  SessionItem,
  SessionsView,
  SessionTab,
  SessionView,
} from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { addDays, addHours, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { CatalogFacade, type SkuFacts } from '../../catalog/index.js'
import { buttonOf, phaseOf, type Window } from '../domain/phase.js'
import { ItemMemory, type KnownActivity, type KnownItem } from '../engine/item-memory.js'

interface TabRow extends Window {
  readonly id: string
  readonly name: string
  readonly warmUpAt: Instant
  readonly startsAt: Instant
  readonly endsAt: Instant
}

const KEEP_TABS_MS = 1_000
/** What goods are called and look like changes rarely; prices and counts of the sale are not among it. */
const KEEP_GOODS_MS = 20_000
const MOST_TABS = 24
const BACK_HOURS = 12
const AHEAD_DAYS = 3

const tabOf = (row: TabRow | KnownActivity, now: Instant): SessionTab => ({
  ...{ id: row.id, name: row.name, phase: phaseOf(row, now) },
  ...{ warmUpAt: isoOf(row.warmUpAt), startsAt: isoOf(row.startsAt), endsAt: isoOf(row.endsAt) },
})

/** Sessions as shoppers see them; everything here is a second old at most and read once however many look. */
@Injectable()
export class ShowSessions {
  private tabs: { rows: Promise<TabRow[]>; until: number } | undefined
  private readonly goods = new Map<string, { skus: Promise<Map<string, SkuFacts>>; until: number }>()

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly memory: ItemMemory,
  ) {}

  /** The earliest first: what is just over, what is on and what comes in the next days. */
  async all(): Promise<SessionsView> {
    const now = this.clock.now()
    const rows = await this.recalled(now)
    return { serverTime: isoOf(now), items: rows.map((row) => tabOf(row, now)) }
  }

  /** Its goods are shown from the warm-up on. Throws NOT_FOUND. */
  async one(id: string): Promise<SessionView> {
    const now = this.clock.now()
    const activity = await this.memory.activity(id)
    if (activity === undefined) throw new DomainError('NOT_FOUND')
    const tab = tabOf(activity, now)
    const items = tab.phase === 'announced' ? [] : await this.items(activity, now)
    return { serverTime: isoOf(now), ...tab, payWithinMinutes: activity.payWithinMs / minuteMs, items }
  }

  /** The offers a product is in now, or in the next session that is shown already. */
  async ofProduct(spuId: string): Promise<{ serverTime: string; offers: GoodsOffer[] }> {
    const now = this.clock.now()
    const rows = await this.database.rows<{ activityId: string }>(
      `select i.activity_id as "activityId" from activity_skus i join activities a on a.id = i.activity_id
        where i.spu_id = $1 and i.live and i.closes_at > $2 and a.warm_up_at <= $2
        group by i.activity_id order by min(i.opens_at) limit 1`,
      [spuId, isoOf(now)],
    )
    const activity = rows[0] === undefined ? undefined : await this.memory.activity(rows[0].activityId)
    if (activity === undefined) return { serverTime: isoOf(now), offers: [] }
    const own = activity.items.filter((item) => item.spuId === spuId)
    const session = { session: tabOf(activity, now), payWithinMinutes: activity.payWithinMs / minuteMs }
    const items = await this.items({ ...activity, items: own }, now)
    return { serverTime: isoOf(now), offers: items.map((item) => ({ ...item, ...session })) }
  }

  private async items(activity: KnownActivity, now: Instant): Promise<SessionItem[]> {
    const skus = await this.goodsOf(activity)
    const phase = phaseOf(activity, now)
    return activity.items.flatMap((item) => {
      const sku = skus.get(item.skuId)
      return sku === undefined ? [] : [itemOf(item, sku, buttonOf(phase, item.left))]
    })
  }

  private goodsOf({ id, items }: KnownActivity): Promise<Map<string, SkuFacts>> {
    const key = `${id} ${items.length}`
    const kept = this.goods.get(key)
    if (kept !== undefined && performance.now() < kept.until) return kept.skus
    if (this.goods.size > 200) this.goods.clear()
    const skus = this.catalog.skuFacts(
      this.database,
      items.map(({ skuId }) => skuId),
    )
    this.goods.set(key, { skus, until: performance.now() + KEEP_GOODS_MS })
    skus.catch(() => this.goods.delete(key))
    return skus
  }

  private recalled(now: Instant): Promise<TabRow[]> {
    if (this.tabs !== undefined && performance.now() < this.tabs.until) return this.tabs.rows
    const rows = this.database.rows<TabRow>(
      `select * from (
         select id, name, state, warm_up_at as "warmUpAt", starts_at as "startsAt", ends_at as "endsAt" from activities
          where kind = 'seckill' and state <> 'draft' and starts_at < $2 and ends_at > $1
          order by (ends_at <= $3), starts_at limit ${MOST_TABS}) t order by "startsAt", id`,
      [isoOf(addHours(now, -BACK_HOURS)), isoOf(addDays(now, AHEAD_DAYS)), isoOf(now)],
    )
    this.tabs = { rows, until: performance.now() + KEEP_TABS_MS }
    rows.catch(() => (this.tabs = undefined))
    return rows
  }
}

const itemOf = (item: KnownItem, sku: SkuFacts, button: SessionItem['button']): SessionItem => ({
  ...{ id: item.id, skuId: item.skuId, spuId: item.spuId },
  ...{ title: sku.title, skuLabel: sku.skuLabel, picture: sku.picture },
  ...{ priceFen: item.priceFen, wasFen: item.wasFen, perMember: item.perMember, total: item.total },
  ...{ left: item.left, goneBp: Math.floor(((item.total - item.left) * 10_000) / item.total) },
  mayReturn: item.left === 0 && item.drawn > 0,
  button,
})
