import { defineLife } from '@jishi/kernel/life'
import { PAYOUT_STATES, type PayoutState } from '@jishi/contracts/payment/payout.terms'

export type PayoutAction = 'accepted' | 'ask_payee' | 'cancel' | 'confirmed' | 'succeed' | 'fail' | 'cancelled'

const OPEN = ['recorded', 'processing', 'awaiting', 'cancelling', 'transferring'] as const

/**
 * Money on its way to a person, under one number for its whole life. The order of the states is their rank: news that comes
 * late never leads back, and what has ended has ended.
 */
export const payoutLife = defineLife<PayoutState, PayoutAction>({
  name: 'payout',
  refusal: 'PAYOUT_ACTION_NOT_ALLOWED',
  states: PAYOUT_STATES,
  initial: 'recorded',
  terminal: ['succeeded', 'failed', 'cancelled'],
  actions: {
    accepted: { from: ['recorded'], to: 'processing', actor: 'system', note: 'the channel knows the number' },
    ask_payee: {
      from: ['recorded', 'processing'],
      to: 'awaiting',
      actor: 'system',
      note: 'the payee is asked to confirm',
    },
    cancel: {
      from: ['recorded', 'processing', 'awaiting'],
      to: 'cancelling',
      actor: ['operator', 'system'],
      note: 'nothing is sent from here on; the channel is asked, and cancelled there',
    },
    confirmed: {
      from: ['recorded', 'processing', 'awaiting', 'cancelling'],
      to: 'transferring',
      actor: 'system',
      note: 'the payee has confirmed, and a cancellation came too late',
    },
    succeed: { from: OPEN, to: 'succeeded', actor: 'system', note: 'verified evidence of this very money' },
    fail: { from: OPEN, to: 'failed', actor: 'system', note: 'the channel ended it and nothing left' },
    cancelled: {
      from: ['recorded', 'processing', 'awaiting', 'cancelling'],
      to: 'cancelled',
      actor: 'system',
      note: 'the channel said that nobody will be paid under this number',
    },
  },
  labels: {
    recorded: '已记录',
    processing: '处理中',
    awaiting: '待收款人确认',
    cancelling: '撤销中',
    transferring: '转账中',
    succeeded: '已到账',
    failed: '已失败',
    cancelled: '已撤销',
  },
})

/** The states in which a payout is still under way. */
export const OPEN_PAYOUTS: readonly PayoutState[] = OPEN
