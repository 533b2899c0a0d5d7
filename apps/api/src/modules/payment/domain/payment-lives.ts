import { defineLife } from '@jishi/kernel/life'

export const ATTEMPT_STATES = ['created', 'open', 'closing', 'closed', 'succeeded'] as const
export type AttemptState = (typeof ATTEMPT_STATES)[number]
export type AttemptAction = 'accepted' | 'begin_close' | 'closed' | 'succeed'

/**
 * One try on one channel. The order of the states is their rank: an attempt never goes back, and a success is the
 * truth whenever it comes, even after a close.
 */
export const attemptLife = defineLife<AttemptState, AttemptAction>({
  name: 'payment attempt',
  refusal: 'PAYMENT_NOT_ALLOWED',
  states: ATTEMPT_STATES,
  initial: 'created',
  terminal: ['succeeded'],
  actions: {
    accepted: { from: ['created'], to: 'open', actor: 'system', note: 'the channel knows the number' },
    begin_close: {
      from: ['created', 'open'],
      to: 'closing',
      actor: 'system',
      note: 'no new payment is started; the channel is asked',
    },
    closed: {
      from: ['created', 'open', 'closing'],
      to: 'closed',
      actor: 'system',
      note: 'the channel said that it can no longer be paid',
    },
    succeed: {
      from: ['created', 'open', 'closing', 'closed'],
      to: 'succeeded',
      actor: 'system',
      note: 'verified evidence',
    },
  },
  labels: { created: '已记录', open: '待支付', closing: '关闭中', closed: '已关闭', succeeded: '已支付' },
})

export const REFUND_LIFE_STATES = ['created', 'processing', 'abnormal', 'closed', 'succeeded'] as const
export type RefundLifeState = (typeof REFUND_LIFE_STATES)[number]
export type RefundAction = 'accepted' | 'succeed' | 'go_wrong' | 'give_up'

/** A refund keeps one number for all its tries. Accepted is not succeeded: the outcome is told or asked for. */
export const refundLife = defineLife<RefundLifeState, RefundAction>({
  name: 'refund',
  refusal: 'PAYMENT_NOT_ALLOWED',
  states: REFUND_LIFE_STATES,
  initial: 'created',
  terminal: ['closed', 'succeeded'],
  actions: {
    accepted: {
      from: ['created', 'processing', 'abnormal'],
      to: 'processing',
      actor: 'system',
      note: 'the channel took it',
    },
    succeed: {
      from: ['created', 'processing', 'abnormal'],
      to: 'succeeded',
      actor: 'system',
      note: 'the channel confirmed the money',
    },
    go_wrong: {
      from: ['created', 'processing', 'abnormal'],
      to: 'abnormal',
      actor: 'system',
      note: 'a person is told; the same number is tried again',
    },
    give_up: {
      from: ['created', 'processing', 'abnormal'],
      to: 'closed',
      actor: 'system',
      note: 'the channel closed it; nothing went back',
    },
  },
  labels: { created: '已创建', processing: '处理中', abnormal: '异常', closed: '已关闭', succeeded: '已退款' },
})
