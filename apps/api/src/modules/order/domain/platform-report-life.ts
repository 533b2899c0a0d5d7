import { REPORT_STATES, type ReportState } from '@jishi/contracts/order/platform-reports.terms'
import { defineLife } from '@jishi/kernel/life'

export interface ReportFacts {
  /** Everything was told already once, so what is told now is the one change the platform takes. */
  readonly change: boolean
}

/**
 * The life of what a wallet is told of one payment 平台发货信息. The order has its own life; this one only runs after it, and may
 * fail without holding it.
 */
export const platformReportLife = defineLife<ReportState, ReportAction, ReportFacts>({
  name: 'platform report',
  refusal: 'NOT_FOUND',
  states: REPORT_STATES,
  initial: 'waiting',
  terminal: ['dropped'],
  labels: {
    awaiting: '待发货',
    waiting: '待上传',
    failed: '重试中',
    uploaded: '已上传',
    changed: '已更正',
    given_up: '需人工处理',
    dropped: '无需上传',
  },
  actions: {
    move: {
      from: ['awaiting', 'waiting', 'failed', 'uploaded', 'changed', 'given_up'],
      to: 'waiting',
      actor: 'system',
      note: 'something became of the order',
    },
    find_nothing: { from: ['waiting', 'failed'], to: 'awaiting', actor: 'system', note: 'nothing has left yet' },
    take: {
      from: ['waiting', 'failed'],
      to: 'uploaded',
      actor: 'system',
      guard: ({ change }) => (change ? 'CHANGE' : true),
      note: 'the platform has it',
    },
    take_change: {
      from: ['waiting', 'failed'],
      to: 'changed',
      actor: 'system',
      guard: ({ change }) => (change ? true : 'NO_CHANGE'),
      note: 'the one change it takes once everything was told',
    },
    fail: { from: ['waiting', 'failed'], to: 'failed', actor: 'system', note: 'no answer, or not now: again later' },
    give_up: {
      from: ['waiting', 'failed'],
      to: 'given_up',
      actor: 'system',
      note: 'refused, or tried for two days',
    },
    retry: { from: ['failed', 'given_up'], to: 'waiting', actor: 'operator' },
    drop: { from: ['waiting', 'failed'], to: 'dropped', actor: 'system', note: 'the money went back first' },
  },
})

export type ReportAction = 'move' | 'find_nothing' | 'take' | 'take_change' | 'fail' | 'give_up' | 'retry' | 'drop'
