import { isoOf, type Instant } from '@jishi/kernel/time'
import type { PaidLine } from '../../../events/order.events.js'
import type { Sql } from '../../../infra/database/sql.js'
import { isInScope, type GoodsPlace } from '../../pricing/index.js'
import type { CountedLine } from './domain/earned.js'
import { GIFT, type GiftRow } from './gift-rows.js'

/** The rules that an order paid at this moment may meet. One statement. */
export const runningGifts = (sql: Sql, paidAt: Instant): Promise<GiftRow[]> =>
  sql.rows<GiftRow>(
    `select ${GIFT} from pay_gifts g where g.state = 'live' and g.from_at <= $1 and g.until_at > $1 order by g.id`,
    [isoOf(paidAt)],
  )

/** The lines that count for a rule, by where their goods stand now; goods that were never there count nowhere. */
export const countedLines = (
  { scope }: Pick<GiftRow, 'scope'>,
  lines: readonly PaidLine[],
  places: ReadonlyMap<string, GoodsPlace>,
): CountedLine[] =>
  lines.flatMap(({ lineId, skuId, qty, goodsPaidFen }) => {
    const place = places.get(skuId)
    return place !== undefined && isInScope(place, scope) ? [{ lineId, qty, fen: goodsPaidFen }] : []
  })
