import type { AfterSaleAmountLine, AfterSaleCard, AfterSalePreview } from '@jishi/contracts/order/after-sale.schema'
import type { AfterSaleAction, AfterSaleKind } from '@jishi/contracts/order/after-sale.terms'
import { addFen, sumFen, type Fen } from '@jishi/kernel/money'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { afterSaleLife, type AfterSaleLifeAction } from '../domain/after-sale-life.js'
import { isShopFault, thenOf } from '../domain/after-sale-rules.js'
import type { BackOfLine } from '../domain/refund-shares.js'
import type { CardLine, CardRow } from './after-sale.rows.js'
import { factsOf } from './locked-after-sale.js'

/** Who looks at it: what may be done differs, and an arbitrator must not be the one who refused. */
export type Looker = { readonly kind: 'member' } | { readonly kind: 'operator'; readonly id: string }

const STEPS_OF: { readonly [action in Exclude<AfterSaleAction, 'say'>]: readonly AfterSaleLifeAction[] } = {
  withdraw: ['withdraw'],
  pay_difference: ['pay_difference'],
  send_back: ['send_back'],
  receive: ['receive'],
  complain: ['complain'],
  approve: ['yield_money', 'yield_return', 'yield_difference'],
  refuse: ['refuse'],
  ask_evidence: ['ask_evidence'],
  inspect: ['take_goods', 'take_for_exchange'],
  resend: ['resend'],
  refund_instead: ['refund_by_shop'],
  arbitrate: ['uphold'],
}
const OF: Readonly<Record<Looker['kind'], readonly Exclude<AfterSaleAction, 'say'>[]>> = {
  member: ['withdraw', 'pay_difference', 'send_back', 'receive', 'complain'],
  operator: ['approve', 'refuse', 'ask_evidence', 'inspect', 'resend', 'refund_instead', 'arbitrate'],
}

/** In `arbitrating` only the arbitration speaks, in `returning` only who looks at the goods. */
const isItsPlace = (action: AfterSaleAction, row: CardRow): boolean => {
  if (action === 'approve') return row.state === 'requested'
  return action !== 'refuse' || row.state === 'requested'
}

export function actionsOf(row: CardRow, looker: Looker, now: Instant): AfterSaleAction[] {
  if (afterSaleLife.isTerminal(row.state)) return []
  const facts = factsOf(row, looker, now)
  // Whoever withdraws gives up an open payment first, which is part of withdrawing.
  const may = (step: AfterSaleLifeAction): boolean =>
    afterSaleLife.refusal(
      row.state,
      step,
      step === 'withdraw' ? { ...facts, differenceOpen: false } : facts,
      looker.kind,
    ) === undefined
  const actions = OF[looker.kind].filter((action) => isItsPlace(action, row) && STEPS_OF[action].some(may))
  return ['say', ...actions]
}

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

export const cardView = (row: CardRow, looker: Looker, now: Instant): AfterSaleCard => ({
  id: row.id,
  afterSaleNo: row.afterSaleNo,
  orderId: row.orderId,
  orderNo: row.orderNo,
  kind: row.kind,
  state: row.state,
  reason: row.reason,
  askedFen: row.askedFen,
  agreedFen: row.agreedFen,
  fast: row.fast,
  deadlineAt: isoOrNull(row.deadlineAt),
  onDeadline: row.deadlineAt === null ? null : (thenOf(row.state) ?? null),
  appliedAt: isoOf(row.appliedAt),
  endedAt: isoOrNull(row.endedAt),
  allowedActions: actionsOf(row, looker, now),
  lines: row.lines,
})

export type GoodsOf = ReadonlyMap<string, CardLine & { readonly isGift: boolean }>

export const amountLine = (back: BackOfLine, goods: GoodsOf): AfterSaleAmountLine[] => {
  const of = goods.get(back.lineId)
  if (of === undefined) return []
  const { isGift, ...shown } = of
  return [
    {
      ...shown,
      qty: back.cancelled + back.returned + back.kept,
      role: isGift ? 'gift' : 'main',
      priceFen: addFen(back.salesFen, back.giftKeptFen),
      promotionFen: back.promotionFen,
      couponFen: back.couponFen,
      pointsFen: back.pointsFen,
      giftKeptFen: back.giftKeptFen,
      goodsFen: back.goodsFen,
      freightFen: back.freightFen,
      freightRule: back.freightRule,
      refundFen: addFen(back.goodsFen, back.freightFen),
    },
  ]
}

/** What lines give back, and what was paid for a dearer way. */
export interface ExplainedBack {
  readonly lines: readonly BackOfLine[]
  readonly supplementFen: Fen
}

/** The amounts as they are explained, of a preview or of an after-sale. */
export function explained(
  of: Pick<CardRow, 'reason'> & { kind: AfterSaleKind },
  { lines, supplementFen }: ExplainedBack,
  goods: GoodsOf,
): Omit<AfterSalePreview, 'fastRefund' | 'exchange'> {
  const sum = (part: (back: BackOfLine) => Fen): Fen => sumFen(lines.map(part))
  const goodsFen = sum((back) => back.goodsFen)
  const freightFen = sum((back) => back.freightFen)
  const returnFreight = of.kind === 'refund_only' ? null : isShopFault(of.reason) ? 'shop' : 'buyer'
  return {
    lines: lines.flatMap((back) => amountLine(back, goods)),
    goodsFen,
    freightFen,
    supplementFen,
    proposedFen: sumFen([goodsFen, freightFen, supplementFen]),
    returnFreight,
  }
}
