import { z } from 'zod'
import type { PayoutAnswer } from './payout-channel.js'

/** A transfer in an answer or a notice; a state we do not know fails here and stays unknown. */
export const wechatTransfer = z.object({
  out_bill_no: z.string(),
  transfer_bill_no: z.string().min(1),
  state: z.enum([
    'ACCEPTED',
    'PROCESSING',
    'WAIT_USER_CONFIRM',
    'TRANSFERING',
    'SUCCESS',
    'FAIL',
    'CANCELING',
    'CANCELLED',
  ]),
  mch_id: z.string().optional(),
  appid: z.string().optional(),
  transfer_amount: z.int().optional(),
  openid: z.string().optional(),
  fail_reason: z.string().optional(),
  package_info: z.string().optional(),
})
export type WechatTransfer = z.infer<typeof wechatTransfer>

export const wechatAnswer = (message: WechatTransfer): PayoutAnswer => {
  const { mch_id: merchantId, appid: appId, transfer_amount: amountFen, openid: account } = message
  const told = { channelId: message.transfer_bill_no, facts: { merchantId, appId, amountFen, account } }
  switch (message.state) {
    case 'ACCEPTED':
    case 'PROCESSING':
      return { kind: 'processing', ...told }
    case 'WAIT_USER_CONFIRM':
      return { kind: 'awaiting', ...told, handle: message.package_info }
    case 'TRANSFERING':
      return { kind: 'transferring', ...told }
    case 'CANCELING':
      return { kind: 'cancelling', ...told }
    case 'SUCCESS':
      return { kind: 'succeeded', ...told }
    case 'FAIL':
      return { kind: 'failed', facts: told.facts, reason: message.fail_reason ?? 'FAIL' }
    case 'CANCELLED':
      return { kind: 'cancelled', facts: told.facts, reason: 'cancelled' }
  }
}
