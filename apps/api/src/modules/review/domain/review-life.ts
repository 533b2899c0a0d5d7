import { defineLife } from '@jishi/kernel/life'

/**
 * The life of what somebody wrote: of a review, and of what was added to it. Nothing is shown before an operator looked, or
 * WeChat's check and the shop's own words both found nothing.
 * Its author may object once to a refusal; the second look is the last one.
 */
export const reviewLife = defineLife({
  name: 'review',
  refusal: 'REVIEW_ACTION_NOT_ALLOWED',
  states: ['waiting', 'shown', 'refused', 'hidden', 'appealed', 'rejected'],
  initial: 'waiting',
  terminal: ['rejected'],
  labels: {
    waiting: '待审核',
    shown: '已展示',
    refused: '未通过',
    hidden: '已隐藏',
    appealed: '申诉中',
    rejected: '申诉未通过',
  },
  actions: {
    pass: {
      from: ['waiting', 'appealed'],
      to: 'shown',
      actor: ['operator', 'system'],
      note: 'the system where WeChat and the shop’s words found nothing',
    },
    refuse: {
      from: ['waiting', 'appealed'],
      to: { waiting: 'refused', appealed: 'rejected' },
      actor: ['operator', 'system'],
      note: 'says why; after an appeal it is the last word, and a person’s',
    },
    hide: { from: ['shown'], to: 'hidden', actor: 'operator', note: 'says why' },
    restore: { from: ['hidden'], to: 'shown', actor: 'operator' },
    appeal: { from: ['refused', 'hidden'], to: 'appealed', actor: 'member' },
  },
})
