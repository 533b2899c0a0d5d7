import { Injectable } from '@nestjs/common'
import type { SeckillState } from '@jishi/contracts/seckill/seckill.terms'
import type { Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'

/** One of the goods as this process saw it at most a second ago, and the session it belongs to. */
export interface KnownItem {
  readonly id: string
  readonly activityId: string
  readonly skuId: string
  readonly spuId: string
  readonly priceFen: number
  readonly wasFen: number | null
  readonly perMember: number
  readonly total: number
  readonly left: number
  /** Held by somebody who has not paid: it may come back. */
  readonly drawn: number
  readonly live: boolean
}

export interface KnownActivity {
  readonly id: string
  readonly name: string
  readonly state: SeckillState
  readonly warmUpAt: Instant
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly payWithinMs: number
  readonly proofBits: number
  readonly items: readonly KnownItem[]
}

interface Kept {
  readonly reading: Promise<KnownActivity | undefined>
  /** Of the process's monotonic clock: the business clock may be moved, and memory must age all the same. */
  readonly until: number
}

const KEEP_MS = 1_000
/** More sessions than anybody looks at within a second; beyond it everything is read anew. */
const MOST_KEPT = 500

const READ = `
  select a.id, a.name, a.state, a.warm_up_at as "warmUpAt", a.starts_at as "startsAt", a.ends_at as "endsAt",
         a.pay_within_ms as "payWithinMs", a.proof_bits as "proofBits", coalesce((
           select jsonb_agg(jsonb_build_object('id', i.id, 'activityId', i.activity_id, 'skuId', i.sku_id, 'spuId', i.spu_id,
                    'priceFen', i.price_fen, 'wasFen', i.was_fen, 'perMember', i.per_member, 'total', i.total,
                    'left', i.total - i.drawn - i.sold - i.returned, 'drawn', i.drawn, 'live', i.live) order by i.position)
             from activity_skus i where i.activity_id = a.id), '[]') as items
    from activities a where a.id = $1 and a.state <> 'draft'`

/**
 * What this process knows of the sessions somebody looks at: read once a second however many ask, and corrected by every decision.
 * It answers those who are too early, too late or come for goods that are gone, without a word with the database; what is decided
 * never trusts it.
 */
@Injectable()
export class ItemMemory {
  private readonly kept = new Map<string, Kept>()
  private readonly counts = new Map<string, { left: number; drawn: number; until: number }>()
  private readonly homes = new Map<string, string>()

  constructor(private readonly database: Database) {}

  /** A session that is no draft; undefined where there is none. */
  async activity(id: string): Promise<KnownActivity | undefined> {
    const activity = await this.asRead(id)
    return activity && { ...activity, items: activity.items.map((item) => this.correctedItem(item)) }
  }

  /** One of the goods with its session; undefined where no session has it. */
  async item(itemId: string): Promise<{ activity: Omit<KnownActivity, 'items'>; item: KnownItem } | undefined> {
    const home = this.homes.get(itemId) ?? (await this.homeOf(itemId))
    const activity = home === undefined ? undefined : await this.asRead(home)
    const item = activity?.items.find(({ id }) => id === itemId)
    return activity === undefined || item === undefined ? undefined : { activity, item: this.correctedItem(item) }
  }

  /** What the last decision left; as old as everything else here after a second. */
  counted(itemId: string, { left, drawn }: { readonly left: number; readonly drawn: number }): void {
    this.counts.set(itemId, { left, drawn, until: performance.now() + KEEP_MS })
  }

  /** Units came back: nobody is told any more that all are gone. */
  freed(itemId: string): void {
    this.counts.delete(itemId)
    const home = this.homes.get(itemId)
    if (home !== undefined) this.forget(home)
  }

  forget(activityId: string): void {
    this.kept.delete(activityId)
  }

  private asRead(id: string): Promise<KnownActivity | undefined> {
    const kept = this.kept.get(id)
    return kept !== undefined && performance.now() < kept.until ? kept.reading : this.read(id)
  }

  private correctedItem(item: KnownItem): KnownItem {
    const count = this.counts.get(item.id)
    if (count === undefined || performance.now() >= count.until) return item
    return { ...item, left: count.left, drawn: count.drawn }
  }

  /** Who comes while it is being read waits for that one reading; one that failed is not kept. */
  private read(id: string): Promise<KnownActivity | undefined> {
    if (this.kept.size >= MOST_KEPT) this.kept.clear()
    const reading = this.database.maybe<KnownActivity>(READ, [id])
    const kept = { reading, until: performance.now() + KEEP_MS }
    this.kept.set(id, kept)
    reading.then(
      (activity) => activity?.items.forEach((item) => this.homes.set(item.id, id)),
      () => {
        if (this.kept.get(id) === kept) this.kept.delete(id)
      },
    )
    return reading
  }

  private async homeOf(itemId: string): Promise<string | undefined> {
    const row = await this.database.maybe<{ activityId: string }>(
      'select activity_id as "activityId" from activity_skus where id = $1',
      [itemId],
    )
    return row?.activityId
  }
}
