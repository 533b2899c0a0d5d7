import { defineLife } from '@jishi/kernel/life'

/** Where the other goods of an exchange are: not sent, on their way, signed for, or lost as far as carriers tell. */
export type Replacement = 'unsent' | 'on_its_way' | 'signed' | 'lost'

/** What an after-sale's steps depend on beside its state. */
export interface AfterSaleFacts {
  /** Goods have to come back, and have not yet. */
  readonly goodsAwaited: boolean
  /** The operator who acts is the one who refused. */
  readonly refusedByActor: boolean
  /** Other goods are wanted for these, no money. */
  readonly exchange: boolean
  /** The other goods are dearer, and the buyer has not paid for that yet. */
  readonly differenceDue: boolean
  /** A payment of the difference is open: money may be on its way. */
  readonly differenceOpen: boolean
  readonly replacement: Replacement
  /** The time that whoever it waits for had is over, though nothing has come of that yet. */
  readonly overdue: boolean
}

const moneyAtOnce = ({ goodsAwaited, exchange }: AfterSaleFacts): true | string => {
  if (exchange) return 'EXCHANGE'
  return goodsAwaited ? 'GOODS_AWAITED' : true
}
const goodsFirst = ({ goodsAwaited, differenceDue }: AfterSaleFacts): true | string => {
  if (!goodsAwaited) return 'NO_GOODS'
  return differenceDue ? 'DIFFERENCE_DUE' : true
}
const noneOnItsWay = ({ differenceOpen }: AfterSaleFacts): true | string => (differenceOpen ? 'DIFFERENCE_OPEN' : true)
const inItsTime = (facts: AfterSaleFacts): true | string => (facts.overdue ? 'OVERDUE' : noneOnItsWay(facts))
const neverCame = ({ exchange, replacement }: AfterSaleFacts): true | string => {
  if (!exchange) return 'NO_EXCHANGE'
  if (replacement === 'on_its_way') return 'ON_ITS_WAY'
  return replacement === 'signed' ? 'SIGNED' : true
}
const onlyExchange = ({ exchange }: AfterSaleFacts): true | string => (exchange ? true : 'NO_EXCHANGE')

/**
 * The life of an after-sale 售后. Whoever says yes (an operator, time, the rule of fast refunds, an arbitrator) takes the same
 * step; the history says who it was. Silence of the shop is a yes, silence of the buyer ends it. An exchange 换货 goes the way
 * of a return, with the price of dearer goods paid before it and the other goods sent at its end instead of money; where the
 * shop has not got them to send, or their parcel is lost, money goes back after all.
 */
export const afterSaleLife = defineLife({
  name: 'after-sale',
  refusal: 'AFTER_SALE_ACTION_NOT_ALLOWED',
  states: [
    'requested',
    'evidence_asked',
    'awaiting_difference',
    'awaiting_return',
    'returning',
    'to_resend',
    'resent',
    'refunding',
    'refused',
    'arbitrating',
    'done',
    'withdrawn',
    'closed',
  ],
  initial: 'requested',
  terminal: ['done', 'withdrawn', 'closed'],
  labels: {
    requested: '待商家处理',
    evidence_asked: '待补充凭证',
    awaiting_difference: '待买家补差价',
    awaiting_return: '待买家寄回',
    returning: '待商家收货',
    to_resend: '待商家换出',
    resent: '待买家收货',
    refunding: '退款中',
    refused: '商家已拒绝',
    arbitrating: '平台介入中',
    done: '已完成',
    withdrawn: '已撤销',
    closed: '已关闭',
  },
  actions: {
    yield_money: {
      from: ['requested', 'arbitrating'],
      to: 'refunding',
      actor: ['operator', 'system'],
      guard: moneyAtOnce,
      note: 'approved, and nothing has to come back (any more)',
    },
    yield_return: {
      from: ['requested', 'arbitrating'],
      to: 'awaiting_return',
      actor: ['operator', 'system'],
      guard: goodsFirst,
      note: 'approved, once the goods are back',
    },
    yield_difference: {
      from: ['requested', 'arbitrating'],
      to: 'awaiting_difference',
      actor: ['operator', 'system'],
      guard: ({ differenceDue }) => (differenceDue ? true : 'NO_DIFFERENCE'),
      note: 'approved, once the dearer goods are paid for',
    },
    yield_resend: {
      from: ['arbitrating'],
      to: 'to_resend',
      actor: ['operator', 'system'],
      guard: ({ exchange, goodsAwaited }) => (exchange && !goodsAwaited ? true : 'GOODS_AWAITED'),
      note: 'the goods are back already',
    },
    pay_difference: {
      from: ['awaiting_difference'],
      to: 'same',
      actor: 'member',
      guard: inItsTime,
      note: 'opens a payment anew, in the time of the case',
    },
    difference_paid: { from: ['awaiting_difference'], to: 'awaiting_return', actor: 'system' },
    difference_dropped: {
      from: ['awaiting_difference'],
      to: 'same',
      actor: 'system',
      note: 'not paid in time: the case is the buyer’s again until its own time is over',
    },
    ask_evidence: { from: ['requested'], to: 'evidence_asked', actor: 'operator' },
    answer: { from: ['evidence_asked'], to: 'requested', actor: 'member' },
    refuse: { from: ['requested'], to: 'refused', actor: 'operator', note: 'with a reason' },
    refuse_goods: {
      from: ['returning'],
      to: 'refused',
      actor: 'operator',
      note: 'what came back is not what was sent, with a reason',
    },
    send_back: { from: ['awaiting_return'], to: 'returning', actor: 'member' },
    take_goods: {
      from: ['returning'],
      to: 'refunding',
      actor: ['operator', 'system'],
      guard: ({ exchange }) => (exchange ? 'EXCHANGE' : true),
      note: 'looked at by an operator, or nobody did in time',
    },
    take_for_exchange: {
      from: ['returning'],
      to: 'to_resend',
      actor: ['operator', 'system'],
      guard: onlyExchange,
      note: 'the same, of goods that others are sent for',
    },
    resend: { from: ['to_resend'], to: 'resent', actor: 'operator', note: 'the other goods leave' },
    receive: { from: ['resent'], to: 'done', actor: ['member', 'system'] },
    refund_instead: {
      from: ['requested', 'arbitrating', 'to_resend'],
      to: { requested: 'awaiting_return', arbitrating: 'awaiting_return', to_resend: 'refunding' },
      actor: 'system',
      guard: onlyExchange,
      note: 'the shop has no goods to send, or did not send them in time: money goes back for them',
    },
    refund_by_shop: {
      from: ['to_resend', 'resent'],
      to: 'refunding',
      actor: 'operator',
      guard: neverCame,
      note: 'the shop will not send the other goods, or they are lost on their way: money goes back for them, with a reason',
    },
    complain: { from: ['refused'], to: 'arbitrating', actor: 'member' },
    uphold: {
      from: ['arbitrating'],
      to: 'closed',
      actor: 'operator',
      guard: ({ refusedByActor }) => (refusedByActor ? 'REFUSED_BY_YOU' : true),
      note: 'another operator than the one who refused',
    },
    withdraw: {
      from: ['requested', 'evidence_asked', 'awaiting_difference', 'awaiting_return', 'refused', 'arbitrating'],
      to: 'withdrawn',
      actor: 'member',
      guard: noneOnItsWay,
    },
    lapse: {
      from: ['evidence_asked', 'awaiting_difference', 'awaiting_return', 'refused'],
      to: 'closed',
      actor: 'system',
      guard: noneOnItsWay,
      note: 'the buyer did nothing in time; it may be applied for again',
    },
    arrive: { from: ['refunding'], to: 'done', actor: 'system', note: 'all its money has arrived' },
  },
})

export type AfterSaleLifeState = (typeof afterSaleLife.table.states)[number]
export type AfterSaleLifeAction = keyof typeof afterSaleLife.table.actions
