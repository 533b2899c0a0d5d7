import { defineLife } from '@jishi/kernel/life'

/** What an after-sale's steps depend on beside its state. */
export interface AfterSaleFacts {
  /** Goods have to come back, and have not yet. */
  readonly goodsAwaited: boolean
  /** The operator who acts is the one who refused. */
  readonly refusedByActor: boolean
}

const moneyAtOnce = ({ goodsAwaited }: AfterSaleFacts): true | string => (goodsAwaited ? 'GOODS_AWAITED' : true)
const goodsFirst = ({ goodsAwaited }: AfterSaleFacts): true | string => (goodsAwaited ? true : 'NO_GOODS')

/**
 * The life of an after-sale 售后. Whoever says yes (an operator, time, the rule of fast refunds, an arbitrator) takes the same
 * step; the history says who it was. Silence of the shop is a yes, silence of the buyer ends it.
 */
export const afterSaleLife = defineLife({
  name: 'after-sale',
  refusal: 'AFTER_SALE_ACTION_NOT_ALLOWED',
  states: [
    'requested',
    'evidence_asked',
    'awaiting_return',
    'returning',
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
    awaiting_return: '待买家寄回',
    returning: '待商家收货',
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
      note: 'looked at by an operator, or nobody did in time',
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
      from: ['requested', 'evidence_asked', 'awaiting_return', 'refused', 'arbitrating'],
      to: 'withdrawn',
      actor: 'member',
    },
    lapse: {
      from: ['evidence_asked', 'awaiting_return', 'refused'],
      to: 'closed',
      actor: 'system',
      note: 'the buyer did nothing in time; it may be applied for again',
    },
    arrive: { from: ['refunding'], to: 'done', actor: 'system', note: 'all its money has arrived' },
  },
})

export type AfterSaleLifeState = (typeof afterSaleLife.table.states)[number]
export type AfterSaleLifeAction = keyof typeof afterSaleLife.table.actions
