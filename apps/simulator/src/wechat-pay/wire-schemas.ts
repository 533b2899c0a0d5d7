import { z } from 'zod'

const INT32_MAX = 2_147_483_647

function callbackAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return ['https:', 'http:'].includes(url.protocol) && url.search === '' && !value.includes('?') && url.hash === ''
}

export const notifyUrl = z.string().max(255).refine(callbackAddress, 'must be an absolute address without a query')

const fen = z.int().min(1).max(INT32_MAX)

const rfc3339 = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/, 'must be an RFC 3339 time')
  .refine((value) => Number.isFinite(Date.parse(value)), 'must be an RFC 3339 time')

export const outTradeNo = z
  .string()
  .regex(/^[0-9A-Za-z_\-|*]{6,32}$/, 'must have 6 to 32 characters of 0-9 A-Z a-z _ - | *')

const order = {
  appid: z.string().min(1).max(32),
  mchid: z.string().min(1).max(32),
  description: z.string().min(1).max(127),
  out_trade_no: outTradeNo,
  time_expire: rfc3339.optional(),
  attach: z.string().max(128).optional(),
  notify_url: notifyUrl,
  goods_tag: z.string().max(32).optional(),
  support_fapiao: z.boolean().optional(),
  amount: z.object({ total: fen, currency: z.literal('CNY').default('CNY') }),
  settle_info: z.object({ profit_sharing: z.boolean().optional() }).optional(),
}

const scene = {
  payer_client_ip: z.string().min(1).max(45),
  device_id: z.string().max(32).optional(),
}

const h5Scene = z.object({ ...scene, h5_info: z.object({ type: z.enum(['iOS', 'Android', 'Wap']) }) })

export const nativeOrderSchema = z.object({ ...order, scene_info: z.object(scene).optional() })
export const h5OrderSchema = z.object({ ...order, scene_info: h5Scene })
export const jsapiOrderSchema = z.object({
  ...order,
  payer: z.object({ openid: z.string().min(1).max(128) }),
  scene_info: z.object(scene).optional(),
})
export type OrderBody = z.output<typeof nativeOrderSchema | typeof h5OrderSchema | typeof jsapiOrderSchema>

export const closeSchema = z.object({ mchid: z.string().min(1).max(32) })

export const refundSchema = z
  .object({
    transaction_id: z.string().min(1).max(32).optional(),
    out_trade_no: outTradeNo.optional(),
    out_refund_no: z
      .string()
      .regex(/^[0-9A-Za-z_\-|*@]{1,64}$/, 'must have 1 to 64 characters of 0-9 A-Z a-z _ - | * @'),
    reason: z.string().max(80).optional(),
    notify_url: notifyUrl.optional(),
    funds_account: z.literal('AVAILABLE').optional(),
    amount: z.object({ refund: fen, total: fen, currency: z.literal('CNY') }),
  })
  .refine((body) => (body.transaction_id === undefined) !== (body.out_trade_no === undefined), {
    message: 'exactly one of transaction_id and out_trade_no',
    path: ['transaction_id'],
  })
export type RefundBody = z.output<typeof refundSchema>
