import type { Instant } from '@jishi/kernel/time'

/** What an order gave back, where it was sent instead, and what its buyer asked for since, each oldest first. */
export interface BackHistories {
  readonly backs: readonly {
    lineId: string
    cancelled: number
    returned: number
    kept: number
    amountFen: number
    at: Instant
  }[]
  readonly addressChanges: readonly {
    changeId: string
    freightBeforeFen: number
    freightAfterFen: number
    dropped: boolean
    at: Instant
    settledAt: Instant | null
  }[]
  readonly afterSales: readonly { id: string; afterSaleNo: string; step: string; state: string; at: Instant }[]
}

/** The pieces of a line that were given back by then: never sent, sent back, or paid for and kept; and their money. */
export function backOfLineAt({ backs }: BackHistories, lineId: string, at: Instant) {
  const sum = { cancelled: 0, returned: 0, kept: 0, refundedFen: 0 }
  for (const back of backs) {
    if (back.lineId !== lineId || back.at > at) continue
    sum.cancelled += back.cancelled
    sum.returned += back.returned
    sum.kept += back.kept
    sum.refundedFen += back.amountFen
  }
  return sum
}

/** A change of address waits for the money of a dearer way, and then happens or not. */
export const changesAt = ({ addressChanges }: BackHistories, at: Instant) =>
  addressChanges
    .filter((change) => change.at <= at)
    .map(({ changeId, freightBeforeFen, freightAfterFen, dropped, settledAt }) => ({
      ...{ changeId, freightBeforeFen, freightAfterFen },
      state: settledAt === null || settledAt > at ? 'waiting' : dropped ? 'dropped' : 'done',
    }))

export const salesAt = ({ afterSales }: BackHistories, at: Instant) => {
  const states = new Map<string, string>()
  for (const { afterSaleNo, state, at: taken } of afterSales) if (taken <= at) states.set(afterSaleNo, state)
  return [...states].map(([afterSaleNo, state]) => ({ afterSaleNo, state }))
}

interface Returned {
  readonly order: { readonly lines: readonly { skuId: string; title: string; skuLabel: string }[] }
  readonly returns: readonly { skuId: string; qty: number; at: Instant }[]
}

/** Goods that came back and were good enough to be sold again by then. */
export function restockedAt({ order, returns }: Returned, at: Instant) {
  const pieces = new Map<string, number>()
  for (const { skuId, qty, at: moved } of returns) if (moved <= at) pieces.set(skuId, (pieces.get(skuId) ?? 0) + qty)
  return [...pieces].map(([skuId, qty]) => {
    const line = order.lines.find((one) => one.skuId === skuId)
    return { skuId, title: line?.title ?? '', skuLabel: line?.skuLabel ?? '', qty }
  })
}
