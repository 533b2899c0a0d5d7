import { SECKILL_STATES } from '@jishi/contracts/seckill/seckill.terms'
import { defineLife } from '@jishi/kernel/life'

/** What the steps of an activity depend on beside its state. */
export interface ActivityFacts {
  readonly begun: boolean
  readonly over: boolean
}

const ahead = ({ begun }: ActivityFacts): true | string => (begun ? 'BEGUN' : true)

/**
 * The life of a flash sale 秒杀. Its stock is taken out of what is for sale when it is armed. Whether units can be taken is the
 * question of its window and of one locked row; that it says `running` follows by the clock and decides nothing.
 */
export const activityLife = defineLife({
  name: 'seckill-activity',
  refusal: 'SECKILL_ACTION_NOT_ALLOWED',
  states: SECKILL_STATES,
  initial: 'draft',
  terminal: ['ended', 'stopped'],
  labels: { draft: '草稿', armed: '待开始', running: '进行中', ended: '已结束', stopped: '已停止' },
  actions: {
    change: { from: ['draft'], to: 'same', actor: 'operator' },
    agree: { from: ['draft'], to: 'same', actor: 'operator', note: 'to prices below a floor, by a second person' },
    arm: {
      from: ['draft'],
      to: 'armed',
      actor: ['operator', 'system'],
      guard: ahead,
      note: 'stock is taken, all or nothing',
    },
    disarm: { from: ['armed'], to: 'draft', actor: 'operator', guard: ahead, note: 'stock goes back' },
    begin: { from: ['armed'], to: 'running', actor: 'system', guard: ({ begun }) => (begun ? true : 'AHEAD') },
    end: { from: ['armed', 'running'], to: 'ended', actor: 'system', guard: ({ over }) => (over ? true : 'GOES_ON') },
    stop: {
      from: ['armed', 'running'],
      to: 'stopped',
      actor: 'operator',
      note: 'at once; takes that were won stay good',
    },
  },
})

export type ActivityAction = keyof typeof activityLife.table.actions
