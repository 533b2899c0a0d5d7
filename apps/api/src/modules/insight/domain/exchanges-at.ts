import type { Instant } from '@jishi/kernel/time'

/** What an order's buyer wanted instead of pieces, the stock that was kept for it, and the payments of dearer goods. */
export interface ExchangeHistories {
  readonly order: {
    readonly exchanges: readonly {
      afterSaleId: string
      afterSaleNo: string
      lineId: string
      skuId: string
      skuLabel: string
      qty: number
      differenceFen: number
      at: Instant
    }[]
    readonly differences: readonly { afterSaleId: string; at: Instant; backAt: Instant | null }[]
    readonly afterSales: readonly { id: string; step: string; at: Instant }[]
  }
  readonly kept: readonly {
    ownerId: string
    reservationId: string
    lineId: string
    qty: number
    state: string
    at: Instant
  }[]
}

/** Each exchange by the pieces that are kept for it, have been sent or are free again, and by what became of its difference. */
export const exchangesAt = ({ order, kept }: ExchangeHistories, at: Instant) =>
  order.exchanges
    .filter((wish) => wish.at <= at)
    .map(({ afterSaleId, afterSaleNo, lineId, skuId, skuLabel, qty, differenceFen }) => ({
      ...{ afterSaleNo, lineId, skuId, skuLabel, qty, differenceFen },
      ...piecesAt(
        kept.filter((step) => step.ownerId === afterSaleId && step.lineId === lineId),
        at,
      ),
      difference: differenceAt(order, afterSaleId, at),
    }))

function piecesAt(steps: ExchangeHistories['kept'], at: Instant) {
  const now = new Map(steps.filter((step) => step.at <= at).map((step) => [step.reservationId, step]))
  const sum = (...states: string[]): number =>
    [...now.values()].reduce((total, { state, qty }) => (states.includes(state) ? total + qty : total), 0)
  return { reserved: sum('held', 'firm'), sent: sum('consumed'), freed: sum('released') }
}

/** The last payment that was opened by then: it waits until the case itself says that it was paid or dropped. */
function differenceAt(
  { differences, afterSales }: ExchangeHistories['order'],
  afterSaleId: string,
  at: Instant,
): string {
  const opened = differences.findLast((one) => one.afterSaleId === afterSaleId && one.at <= at)
  if (opened === undefined) return 'none'
  if (opened.backAt !== null && opened.backAt <= at) return 'given_back'
  const settled = afterSales.find(
    ({ id, step, at: taken }) => id === afterSaleId && SETTLED.has(step) && taken >= opened.at && taken <= at,
  )
  return settled === undefined ? 'waiting' : settled.step === 'difference_paid' ? 'paid' : 'dropped'
}
const SETTLED: ReadonlySet<string> = new Set(['difference_paid', 'difference_dropped'])

/** The pieces of a line that went for others, counted from when those left. */
export const exchangedOfLineAt = (past: ExchangeHistories, lineId: string, at: Instant): number =>
  exchangesAt(past, at).reduce((sum, wish) => (wish.lineId === lineId ? sum + wish.sent : sum), 0)
