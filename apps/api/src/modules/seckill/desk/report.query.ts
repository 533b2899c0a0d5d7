import { Injectable } from '@nestjs/common'
import type { SeckillReport } from '@jishi/contracts/seckill/seckill-desk.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { CatalogFacade } from '../../catalog/index.js'
import { ACTIVITY, itemsOf, type ActivityRow, type ItemRow } from './activity.rows.js'

type Outcome = SeckillReport['whole']
interface TakenRow {
  readonly itemId: string
  readonly takes: number
  readonly ordered: number
  readonly paid: number
  readonly released: number
  readonly takenUnits: number
  readonly releasedUnits: number
}

const TAKEN = `
  select item_id as "itemId", count(*) as takes, count(*) filter (where order_id is not null) as ordered,
         count(*) filter (where state = 'sold') as paid, count(*) filter (where state = 'released') as released,
         sum(qty) as "takenUnits", coalesce(sum(qty) filter (where state = 'released'), 0) as "releasedUnits"
    from seckill_takes where activity_id = $1 group by item_id`

const NONE = { takes: 0, ordered: 0, paid: 0, released: 0, takenUnits: 0, releasedUnits: 0 }
const shareBp = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part * 10_000) / whole))

/** What a flash sale has brought, from its takes and counters. */
@Injectable()
export class ReportQuery {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
  ) {}

  /** Throws NOT_FOUND. */
  run(id: string): Promise<SeckillReport> {
    return this.database.read(async (sql) => {
      const activity = await sql.maybe<ActivityRow>(`select ${ACTIVITY} from activities a where a.id = $1`, [id])
      if (activity === undefined) throw new DomainError('NOT_FOUND')
      const [items, taken] = [await itemsOf(sql, id), await sql.rows<TakenRow>(TAKEN, [id])]
      const { buyers } = await sql.one<{ buyers: number }>(
        `select count(distinct member_id) as buyers from seckill_takes where activity_id = $1 and state = 'sold'`,
        [id],
      )
      const skus = await this.catalog.skuFacts(
        sql,
        items.map(({ skuId }) => skuId),
      )
      const rows = items.map((item) => {
        const { title = '', skuLabel = '' } = skus.get(item.skuId) ?? {}
        const { id: itemId, skuId, priceFen, returned } = item
        const own = taken.find((row) => row.itemId === itemId) ?? NONE
        return { itemId, skuId, title, skuLabel, priceFen, returned, ...outcomeOf(item, own) }
      })
      const { name, state, startsAt, endsAt } = activity
      const times = { startsAt: isoOf(startsAt), endsAt: isoOf(endsAt) }
      return { id, name, state, ...times, buyers, whole: wholeOf(rows), items: rows }
    })
  }
}

const outcomeOf = ({ total, drawn, sold, priceFen }: ItemRow, taken: Omit<TakenRow, 'itemId'>): Outcome => ({
  ...{ total, drawn, sold },
  ...{ takes: taken.takes, ordered: taken.ordered, paid: taken.paid, released: taken.released },
  ...{ takenUnits: taken.takenUnits, releasedUnits: taken.releasedUnits },
  ...{ soldUnits: sold, amountFen: sold * priceFen, conversionBp: shareBp(taken.paid, taken.takes) },
})

const SUMMED = [
  ...(['total', 'drawn', 'sold', 'takes', 'ordered', 'paid', 'released'] as const),
  ...(['takenUnits', 'soldUnits', 'releasedUnits', 'amountFen'] as const),
]

const wholeOf = (rows: readonly Outcome[]): Outcome => {
  const sums = Object.fromEntries(
    SUMMED.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]),
  ) as unknown as Omit<Outcome, 'conversionBp'>
  return { ...sums, conversionBp: shareBp(sums.paid, sums.takes) }
}
