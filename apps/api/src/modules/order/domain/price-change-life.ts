import { defineLife } from '@jishi/kernel/life'

/** What the steps of a change depend on beside its state. */
export interface PriceChangeFacts {
  /** The operator who acts is the one who made it. */
  readonly own: boolean
}

const another = ({ own }: PriceChangeFacts): true | string => (own ? 'OWN' : true)

/**
 * The life of a change of price 改价. What one person may decide alone is in force from its beginning; the rest waits for a
 * second one. An order has at most one that waits and one that holds, and a later one that holds replaces it.
 */
export const priceChangeLife = defineLife({
  name: 'price-change',
  refusal: 'PRICE_CHANGE_ACTION_NOT_ALLOWED',
  states: ['proposed', 'in_force', 'replaced', 'refused', 'withdrawn', 'overtaken'],
  initial: ['proposed', 'in_force'],
  terminal: ['replaced', 'refused', 'withdrawn', 'overtaken'],
  labels: {
    proposed: '待复核',
    in_force: '已生效',
    replaced: '已被新的改价取代',
    refused: '已驳回',
    withdrawn: '已撤回',
    overtaken: '已失效',
  },
  actions: {
    approve: {
      from: ['proposed'],
      to: 'in_force',
      actor: 'operator',
      guard: another,
      note: 'by a second person, while the order is unpaid',
    },
    refuse: { from: ['proposed'], to: 'refused', actor: 'operator', guard: another },
    withdraw: { from: ['proposed'], to: 'withdrawn', actor: 'operator', guard: ({ own }) => (own ? true : 'NOT_OWN') },
    overtake: {
      from: ['proposed'],
      to: 'overtaken',
      actor: 'system',
      note: 'the order was paid or closed before anybody had agreed',
    },
    replace: { from: ['in_force'], to: 'replaced', actor: 'operator', note: 'a later change holds now' },
  },
})

export type PriceChangeLifeAction = keyof typeof priceChangeLife.table.actions
