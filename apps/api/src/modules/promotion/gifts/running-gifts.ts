import { Injectable } from '@nestjs/common'
import type { Instant } from '@jishi/kernel/time'
import type { PaidLine } from '../../../events/order.events.js'
import type { Sql } from '../../../infra/database/sql.js'
import { isInScope, type GoodsPlace } from '../../pricing/index.js'
import type { CountedLine } from './domain/earned.js'
import { GIFT, type GiftRow } from './gift-rows.js'

const KEEP_MS = 3_000

/**
 * The launched rules as this process read them a moment ago, at most twenty: every paid order asks, and mostly there are none. Who
 * switches one here forgets at once, other processes follow within three seconds; whether a gift may be given is never taken from here.
 */
@Injectable()
export class RunningGifts {
  private kept: readonly GiftRow[] | undefined
  /** Of the process's monotonic clock: the business clock may be moved, and memory must age all the same. */
  private until = 0
  private forgotten = 0

  /** The rules that an order paid at this moment may meet; a statement of the given reader where nothing is remembered. */
  async at(reader: Sql, paidAt: Instant): Promise<GiftRow[]> {
    const rules = this.kept !== undefined && performance.now() < this.until ? this.kept : await this.read(reader)
    return rules.filter(({ fromAt, untilAt }) => fromAt <= paidAt && paidAt < untilAt)
  }

  forget(): void {
    this.kept = undefined
    this.forgotten += 1
  }

  /** What was read before somebody switched a rule is not kept. */
  private async read(reader: Sql): Promise<readonly GiftRow[]> {
    const { forgotten } = this
    const rules = await reader.rows<GiftRow>(`select ${GIFT} from pay_gifts g where g.state = 'live' order by g.id`)
    if (forgotten === this.forgotten) {
      this.kept = rules
      this.until = performance.now() + KEEP_MS
    }
    return rules
  }
}

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
