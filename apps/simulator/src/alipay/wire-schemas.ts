import { z } from 'zod'
import { acq, type AlipayRefusal } from './refusal.js'

const HIGHEST_FEN = 100_000_000 * 100

const outTradeNo = z.string().regex(/^[0-9A-Za-z_]{1,64}$/)
const amount = z.string().regex(/^\d{1,12}(?:\.\d{1,2})?$/)
const webAddress = z
  .string()
  .max(256)
  .refine((value) => URL.canParse(value) && ['https:', 'http:'].includes(new URL(value).protocol))

const order = {
  out_trade_no: outTradeNo,
  total_amount: amount,
  subject: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^/=&]*$/),
  body: z.string().max(128).optional(),
  passback_params: z.string().max(512).optional(),
  time_expire: z.string().optional(),
  timeout_express: z.string().optional(),
  seller_id: z.string().max(28).optional(),
  notify_url: webAddress.optional(),
}

export const createSchema = z.object({
  ...order,
  product_code: z.literal('JSAPI_PAY'),
  op_app_id: z.string().min(1).max(32),
  buyer_open_id: z.string().min(1).max(128).optional(),
  buyer_id: z.string().min(1).max(28).optional(),
})
const page = { ...order, return_url: webAddress.optional(), quit_url: webAddress.optional() }
export const wapSchema = z.object({ ...page, product_code: z.literal('QUICK_WAP_WAY') })
export const pageSchema = z.object({ ...page, product_code: z.literal('FAST_INSTANT_TRADE_PAY') })
export type OrderBody = z.output<typeof createSchema> | z.output<typeof wapSchema> | z.output<typeof pageSchema>

const named = { out_trade_no: outTradeNo.optional(), trade_no: z.string().min(1).max(64).optional() }

export const tradeSchema = z.object(named)
export const refundSchema = z.object({
  ...named,
  refund_amount: amount,
  out_request_no: z.string().min(1).max(64).optional(),
  refund_reason: z.string().max(256).optional(),
})
export const refundQuerySchema = z.object({
  ...named,
  out_request_no: z.string().min(1).max(64),
  query_options: z.array(z.string()).optional(),
})
export type TradeNumbers = z.output<typeof tradeSchema>

/** `refuse`: in whose words; the acquirer's unless told otherwise. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  content: unknown,
  refuse: (name: string, words: string) => AlipayRefusal = acq,
): z.output<Schema> {
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const field = result.error.issues[0]?.path.join('.') ?? ''
  throw refuse('INVALID_PARAMETER', `参数无效：${field === '' ? 'biz_content' : field}`)
}

export function requireOrderAmount(fen: number | null): number {
  if (fen === null) throw acq('INVALID_PARAMETER', '参数无效：total_amount')
  if (fen < 1 || fen > HIGHEST_FEN) throw acq('TOTAL_FEE_EXCEED')
  return fen
}
