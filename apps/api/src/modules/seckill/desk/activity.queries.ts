import { Inject, Injectable } from '@nestjs/common'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type {
  SeckillCalendar,
  SeckillCalendarQuery,
  SeckillCard,
  SeckillItem,
  SeckillListQuery,
  SeckillView,
} from '@jishi/contracts/seckill/seckill-desk.schema'
import { DomainError } from '@jishi/kernel/errors'
import {
  addShopDays,
  isoOf,
  minuteMs,
  parseShopDay,
  startOfShopDay,
  type Clock,
  type Instant,
} from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { CatalogFacade, type SkuFacts } from '../../catalog/index.js'
import { IdentityFacade } from '../../identity/index.js'
import { InventoryFacade } from '../../inventory/index.js'
import { ArmChecks } from './arm-checks.js'
import { ACTIVITY, itemsOf, type ActivityRow, type ItemRow } from './activity.rows.js'

interface CardRow extends ActivityRow {
  readonly skus: number
  readonly total: number
  readonly drawn: number
  readonly sold: number
}

const CARD = `select ${ACTIVITY}, c.skus, c.total, c.drawn, c.sold from activities a cross join lateral (
  select count(*) as skus, coalesce(sum(total), 0) as total, coalesce(sum(drawn), 0) as drawn, coalesce(sum(sold), 0) as sold
    from activity_skus i where i.activity_id = a.id) c`

const MOST_DAYS = 62
const CALENDAR_ROWS = 500

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))
const likePattern = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`
const refused = (path: string, message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', [{ path, message }])

/** When a shop day begins, or the one so many days later. */
const dayStart = (text: string, path: string, later = 0): Instant => {
  const day = parseShopDay(text)
  if (day === undefined) throw refused(path, 'not a calendar day')
  return startOfShopDay(addShopDays(day, later))
}

const standingOf = (row: ActivityRow) => ({
  ...{ id: row.id, version: row.version, state: row.state, name: row.name },
  ...{ warmUpAt: isoOf(row.warmUpAt), startsAt: isoOf(row.startsAt), endsAt: isoOf(row.endsAt) },
  settledAt: isoOrNull(row.settledAt),
})
const cardOf = (row: CardRow): SeckillCard => ({
  ...standingOf(row),
  ...{ total: row.total, drawn: row.drawn, sold: row.sold, skus: row.skus },
})

/** Flash sales as operators see them. */
@Injectable()
export class ActivityQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    private readonly identity: IdentityFacade,
    private readonly checks: ArmChecks,
  ) {}

  /** By their beginning, the latest first. */
  async list({ cursor, limit = PAGE_SIZE, state, day, q }: SeckillListQuery): Promise<Page<SeckillCard>> {
    const conditions = new Conditions()
    conditions.add(`a.kind = 'seckill'`)
    if (state !== undefined) conditions.add('a.state = ?', state)
    if (day !== undefined) {
      conditions.add('a.starts_at < ? and a.ends_at > ?', isoOf(dayStart(day, 'day', 1)), isoOf(dayStart(day, 'day')))
    }
    if (q !== undefined && q !== '') conditions.add('a.name ilike ?', likePattern(q))
    addTimePage(conditions, 'a.starts_at', 'a.id', { cursor })
    const rows = await this.database.rows<CardRow>(
      `${CARD} ${conditions.where} order by a.starts_at desc, a.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.startsAt })),
      limit,
    )
    return { items: page.rows.map(cardOf), nextCursor: page.nextCursor }
  }

  /** What is on in these days, the earliest first. */
  async calendar({ from, to }: SeckillCalendarQuery): Promise<SeckillCalendar> {
    const [begins, ends] = [dayStart(from, 'from'), dayStart(to, 'to', 1)]
    if (ends <= begins) throw refused('to', 'ends before it begins')
    if (ends > dayStart(from, 'from', MOST_DAYS)) throw refused('to', `at most ${MOST_DAYS} days`)
    const rows = await this.database.rows<CardRow>(
      `${CARD} where a.kind = 'seckill' and a.starts_at < $2 and a.ends_at > $1 order by a.starts_at, a.id limit ${CALENDAR_ROWS}`,
      [isoOf(begins), isoOf(ends)],
    )
    return { items: rows.map(cardOf) }
  }

  /** Throws NOT_FOUND. */
  async one(id: string): Promise<SeckillView> {
    const row = await this.database.maybe<CardRow>(`${CARD} where a.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const people = [row.createdBy, row.agreedBy, row.armedBy, row.stoppedBy].filter((one) => one !== null)
    const names = await this.identity.operatorNames(this.database, people)
    const nameOf = (of: string | null): string | null => (of === null ? null : (names.get(of) ?? ''))
    const { skus: _, ...card } = cardOf(row)
    return {
      ...card,
      ...{ payWithinMinutes: row.payWithinMs / minuteMs, proofBits: row.proofBits },
      items: await this.items(this.database, await itemsOf(this.database, id)),
      ...{ createdBy: nameOf(row.createdBy) ?? '', createdAt: isoOf(row.createdAt), agreedBy: nameOf(row.agreedBy) },
      ...{ armedAt: isoOrNull(row.armedAt), armedBy: nameOf(row.armedBy) },
      ...{ stoppedAt: isoOrNull(row.stoppedAt), stoppedBy: nameOf(row.stoppedBy) },
    }
  }

  private async items(sql: Sql, rows: readonly ItemRow[]): Promise<SeckillItem[]> {
    const skuIds = rows.map(({ skuId }) => skuId)
    const skus = await this.catalog.skuFacts(sql, skuIds)
    const [available, offered, below] = [
      await this.inventory.reservable(sql, skuIds),
      await this.catalog.offeredLately(sql, skuIds, this.clock.now()),
      new Set(await this.checks.belowFloor(sql, rows)),
    ]
    return rows.map((row) => ({
      ...ownOf(row),
      ...namedOf(skus.get(row.skuId)),
      usualFen: offered.get(row.skuId)?.presentFen ?? null,
      available: available.get(row.skuId) ?? 0,
      belowFloor: below.has(row.skuId),
    }))
  }
}

const ownOf = ({ id, skuId, spuId, priceFen, wasFen, perMember, total, drawn, sold, returned }: ItemRow) => ({
  ...{ id, skuId, spuId, priceFen, wasFen, perMember },
  ...{ total, drawn, sold, returned },
})
/** Goods that are gone for good have no name any more. */
const namedOf = (sku: SkuFacts | undefined) =>
  sku === undefined
    ? { title: '', skuLabel: '', picture: null, onSale: false }
    : { title: sku.title, skuLabel: sku.skuLabel, picture: sku.picture, onSale: sku.onSale }
