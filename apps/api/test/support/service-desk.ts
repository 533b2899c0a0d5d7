import type { OwnFeedbackDetail, WriteFeedbackBody } from '@jishi/contracts/service/feedback.schema'
import type { ShopClient, Shopper } from './shopper.js'

/** Words for the shop. */
export const feedbackOf = (over: Partial<WriteFeedbackBody> = {}): WriteFeedbackBody => ({
  ...{ kind: 'suggestion', body: '希望多些小包装', pictureIds: [] },
  ...over,
})

export const tell = (
  who: Shopper,
  over: Partial<WriteFeedbackBody> = {},
  idempotencyKey?: string,
): Promise<OwnFeedbackDetail> =>
  who.api.feedback.write({ body: feedbackOf(over), ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })

export const sayMore = (who: Shopper, id: string, body = '补充一下'): Promise<OwnFeedbackDetail> =>
  who.api.feedback.reply({ params: { id }, body: { body, pictureIds: [] } })

/** Answers what the operator sees now. */
export const answer = async (operator: ShopClient, id: string, body = '已经记下，谢谢') => {
  const { version } = await operator.feedback.detail({ params: { id } })
  return operator.feedback.answer({ params: { id }, body: { body, version } })
}
