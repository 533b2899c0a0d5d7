import type { CancellationPreview, CancellationPreviewBody } from '@jishi/contracts/order/shop-change.schema'
import { SHOP_FAULTS } from '@jishi/contracts/order/shop-change.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addFen, sumFen, type Fen } from '@jishi/kernel/money'
import type { Sql } from '../../../infra/database/sql.js'
import { amountOf, refundOf, type AskedBack, type LineStanding } from '../domain/refund-shares.js'
import { supplementsBackOf, supplementsFen } from '../domain/supplement-shares.js'
import { lineStandings, waySupplements } from '../refunds/line-standings.js'

/** What is cancelled, and what that comes to. */
export interface CancelProposal {
  readonly asked: readonly AskedBack[]
  readonly fault: 'shop' | 'nobody'
  readonly shown: Omit<CancellationPreview, 'coupons' | 'addressWaits'>
}

const unsentOf = (line: LineStanding): number => line.qty - line.cancelledQty - line.shippedQty

/**
 * Works the cancellation out from frozen shares; of the real thing as of its preview. Throws NOT_FOUND for a line of another
 * order or a gift whose goods still wait, SHIP_PIECES_GONE for pieces that have left or are cancelled, ORDER_ACTION_NOT_ALLOWED where nothing is left to cancel.
 */
export async function cancelProposal(
  sql: Sql,
  orderId: string,
  { lines, reason }: CancellationPreviewBody,
): Promise<CancelProposal> {
  const standings = await lineStandings(sql, orderId)
  const asked = lines === undefined ? everythingUnsent(standings) : named(standings, lines)
  if (asked.length === 0) throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { reason: 'NOTHING_UNSENT' })
  const fault = SHOP_FAULTS.includes(reason) ? 'shop' : 'nobody'
  const backs = refundOf(standings, asked, fault)
  const supplementFen = supplementsFen(supplementsBackOf(standings, backs, await waySupplements(sql, orderId), fault))
  const goods = await goodsOf(sql, orderId)
  const cancelled = new Map(backs.map((back) => [back.lineId, back.cancelled]))
  const sum = (part: 'goodsFen' | 'freightFen'): Fen => sumFen(backs.map((back) => back[part]))
  return {
    asked,
    fault,
    shown: {
      lines: standings.flatMap((line) => {
        const back = backs.find(({ lineId }) => lineId === line.id)
        const of = goods.get(line.id)
        if (of === undefined) return []
        const { cancelled: qty = 0, goodsFen = sumFen([]), freightFen = sumFen([]) } = back ?? {}
        return [{ ...of, qty, unsentQty: unsentOf(line), goodsFen, freightFen }]
      }),
      goodsFen: sum('goodsFen'),
      freightFen: sum('freightFen'),
      supplementFen,
      amountFen: addFen(amountOf(backs), supplementFen),
      nothingLeft: standings.every(
        (line) => line.cancelledQty + line.returnedQty + (cancelled.get(line.id) ?? 0) === line.qty,
      ),
    },
  }
}

/** A gift goes with its line, so it is cancelled by itself only where nothing of that waits any more, such as when it left first. */
const standsAlone = (line: LineStanding, standings: readonly LineStanding[]): boolean =>
  line.giftOfLineId === null || standings.every((main) => main.id !== line.giftOfLineId || unsentOf(main) === 0)

const everythingUnsent = (standings: readonly LineStanding[]): AskedBack[] =>
  standings.flatMap((line) =>
    standsAlone(line, standings) && unsentOf(line) > 0
      ? [{ lineId: line.id, qty: unsentOf(line), how: 'cancelled' as const }]
      : [],
  )

function named(standings: readonly LineStanding[], lines: NonNullable<CancellationPreviewBody['lines']>): AskedBack[] {
  const qtyOf = new Map<string, number>()
  for (const { lineId, qty } of lines) qtyOf.set(lineId, (qtyOf.get(lineId) ?? 0) + qty)
  return [...qtyOf].map(([lineId, qty]) => {
    const line = standings.find((one) => one.id === lineId && standsAlone(one, standings))
    if (line === undefined) throw new DomainError('NOT_FOUND')
    if (qty > unsentOf(line)) throw new DomainError('SHIP_PIECES_GONE', { lineId, left: unsentOf(line) })
    return { lineId, qty, how: 'cancelled' }
  })
}

type Goods = Pick<CancellationPreview['lines'][number], 'lineId' | 'title' | 'skuLabel' | 'isGift'>

async function goodsOf(sql: Sql, orderId: string): Promise<ReadonlyMap<string, Goods>> {
  const rows = await sql.rows<Goods>(
    `select id as "lineId", snapshot ->> 'title' as title, snapshot ->> 'skuLabel' as "skuLabel", role = 'gift' as "isGift"
       from order_lines where order_id = $1`,
    [orderId],
  )
  return new Map(rows.map((row) => [row.lineId, row]))
}
