import { TAKE_STATES, type TakeRelease } from '@jishi/contracts/seckill/seckill.terms'
import { defineLife } from '@jishi/kernel/life'

/** The life of a take 抢购资格: units that one member holds, and what becomes of them. */
export const takeLife = defineLife({
  name: 'seckill-take',
  refusal: 'SECKILL_TAKE_GONE',
  states: TAKE_STATES,
  initial: 'won',
  terminal: ['sold', 'released'],
  labels: { won: '已抢到', ordered: '已下单', sold: '已付款', released: '已释放' },
  actions: {
    order: { from: ['won'], to: 'ordered', actor: 'member', note: 'the order consumes it, before the hold is over' },
    pay: { from: ['ordered'], to: 'sold', actor: 'system' },
    close: { from: ['ordered'], to: 'released', actor: 'system', note: 'its order closed unpaid' },
    lapse: { from: ['won'], to: 'released', actor: 'system', note: 'the hold is over and nobody ordered' },
    giveUp: { from: ['won'], to: 'released', actor: 'member' },
  },
})

/** What an order's end means for whoever took: the shop's own decisions are nobody's fault. */
export const releaseOf = (cause: string): TakeRelease =>
  cause === 'timeout' || cause === 'member' ? 'order_closed' : 'shop_closed'
