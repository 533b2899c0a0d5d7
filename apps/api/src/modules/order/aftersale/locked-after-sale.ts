import type { AfterSaleKind, AfterSaleReason } from '@jishi/contracts/order/after-sale.terms'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { AfterSaleFacts, AfterSaleLifeState, Replacement } from '../domain/after-sale-life.js'
import type { AfterSaleTerms } from '../domain/after-sale-rules.js'
import { problemOf } from '../domain/parcel-news.js'
import type { AskedBack, GoneHow } from '../domain/refund-shares.js'
import type { ExchangeStanding } from './after-sale.rows.js'

/** An after-sale whose row this Tx holds, with its order. */
export interface LockedAfterSale {
  readonly id: string
  readonly orderId: string
  readonly memberId: string
  readonly kind: AfterSaleKind
  readonly state: AfterSaleLifeState
  readonly reason: AfterSaleReason
  readonly refusedBy: string | null
  readonly goodsBack: boolean
  readonly deadlineAt: Instant | null
  /** What held for after-sales when this one began. */
  readonly terms: AfterSaleTerms
  readonly lines: readonly AskedLine[]
  /** Of an exchange; null for a refund. */
  readonly exchange: ExchangeStanding | null
}

interface AskedLine {
  readonly lineId: string
  readonly how: GoneHow
  readonly qty: number
  readonly goodsFen: Fen | null
  readonly wantedSkuId: string | null
  /** What the exchange of these pieces costs or gives back. */
  readonly differenceFen: Fen | null
}

export interface Party {
  readonly kind: 'member' | 'operator' | 'system'
  readonly id?: string
}
export const BY_TIME: Party = { kind: 'system' }

export const holdKey = (afterSaleId: string): string => `after_sale:${afterSaleId}`

export const askedBack = (sale: Pick<LockedAfterSale, 'lines'>): AskedBack[] =>
  sale.lines.map(({ lineId, how, qty, goodsFen }) => ({ lineId, how, qty, ...(goodsFen === null ? {} : { goodsFen }) }))

/** Goods have to come back, and have not yet. */
export const goodsAwaited = ({ kind, goodsBack }: Pick<LockedAfterSale, 'kind' | 'goodsBack'>): boolean =>
  kind !== 'refund_only' && !goodsBack

/** The goods that are wanted are dearer, and that is not paid. */
export const differenceDue = ({ exchange }: Pick<LockedAfterSale, 'exchange'>): boolean =>
  exchange !== null && exchange.differenceFen > 0 && exchange.difference !== 'paid'

export const isOverdue = ({ deadlineAt }: Pick<LockedAfterSale, 'deadlineAt'>, now: Instant): boolean =>
  deadlineAt !== null && deadlineAt <= now

/** A parcel that nobody follows is taken for lost where one that is followed would be taken for stuck. */
export const replacementOf = (exchange: ExchangeStanding | null, now: Instant): Replacement => {
  const parcel = exchange?.parcel ?? null
  if (parcel === null) return 'unsent'
  if (parcel.signed) return 'signed'
  return problemOf({ ...parcel, state: parcel.state ?? 'awaiting' }, now) === null ? 'on_its_way' : 'lost'
}

/** What the next step of an after-sale depends on, for whoever would take it now. */
export const factsOf = (
  sale: Pick<LockedAfterSale, 'kind' | 'goodsBack' | 'refusedBy' | 'exchange' | 'deadlineAt'>,
  by: { readonly kind: string; readonly id?: string },
  now: Instant,
): AfterSaleFacts => ({
  goodsAwaited: goodsAwaited(sale),
  refusedByActor: by.kind === 'operator' && by.id === sale.refusedBy,
  exchange: sale.kind === 'exchange',
  differenceDue: differenceDue(sale),
  differenceOpen: sale.exchange?.difference === 'waiting',
  replacement: replacementOf(sale.exchange, now),
  overdue: isOverdue(sale, now),
})
