import { z } from 'zod'
import { OpenError } from './open-error.js'

/** The numbers of WeChat's order centre. They are not in its public pages, so whoever relies on one confirms it first. */
const SHIPPING_REFUSALS = {
  unknownPayment: [10060001, '支付单不存在'],
  shipped: [10060002, '支付单已完成发货，无法继续发货'],
  changeUsed: [10060003, '支付单已使用重新发货机会'],
  notShippable: [10060004, '支付单处于不可发货的状态'],
  logisticsType: [10060005, '物流类型有误'],
  splitNeedsCourier: [10060006, '非快递发货时不允许分拆发货'],
  wholeMissing: [10060007, '分拆发货模式下必须填写is_all_delivered字段'],
  descMissing: [10060008, '商品描述item_desc字段不能为空'],
  descLong: [10060009, '商品描述item_desc字段太长'],
  badArgument: [10060014, '参数错误'],
  same: [10060023, '发货信息未更新'],
  listLong: [10060024, '物流信息列表太长'],
  carrier: [10060025, '物流公司编码有误'],
  trackingNo: [10060026, '物流单号有误'],
  otherPayer: [10060031, '该笔支付单不属于openid所指定的用户'],
  uploadTime: [268485216, '上传时间非法，请按照RFC3339格式填写，且须晚于上一次'],
} as const satisfies Record<string, readonly [number, string]>

export const shippingRefusal = (reason: keyof typeof SHIPPING_REFUSALS): OpenError => {
  const [code, words] = SHIPPING_REFUSALS[reason]
  return new OpenError(code, words)
}

const LONGEST_DESC = 120
const LONGEST_NUMBER = 128
const MOST_PARCELS = 10
/** Those `get_delivery_list` names that a shop here is likely to use. */
const CARRIERS = new Set(['SF', 'ZTO', 'YTO', 'STO', 'YD', 'JD', 'EMS', 'JTSD', 'DBL', 'YZPY'])
const RFC3339_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)$/
/** Hidden but for its end. */
const MASKED = /\*\D*[\d-]*\d{4}$/

const contact = z.object({ consignor_contact: z.string().optional(), receiver_contact: z.string().optional() })
const item = z.object({
  tracking_no: z.string().optional(),
  express_company: z.string().optional(),
  item_desc: z.string().default(''),
  contact: contact.optional(),
})
const payment = {
  transaction_id: z.string().min(1).optional(),
  mchid: z.string().optional(),
  out_trade_no: z.string().optional(),
}

export const uploadShape = z
  .object({
    order_key: z.discriminatedUnion('order_number_type', [
      z.object({ order_number_type: z.literal(1), ...payment, mchid: z.string(), out_trade_no: z.string() }),
      z.object({ order_number_type: z.literal(2), ...payment, transaction_id: z.string().min(1) }),
    ]),
    logistics_type: z.int(),
    delivery_mode: z.union([z.literal(1), z.literal(2)]),
    is_all_delivered: z.boolean().optional(),
    shipping_list: z.array(item).min(1),
    upload_time: z.string(),
    payer: z.object({ openid: z.string().min(1) }),
  })
  .transform((told) => {
    requireLawful(told)
    return told
  })
export type ShippingUpload = z.output<typeof uploadShape>
type Raw = Pick<ShippingUpload, 'logistics_type' | 'delivery_mode' | 'shipping_list' | 'upload_time'> & {
  is_all_delivered?: boolean | undefined
}

export const askShape = z.object({
  transaction_id: z.string().min(1).optional(),
  merchant_id: z.string().optional(),
  merchant_trade_no: z.string().optional(),
})
export const pathShape = z.object({ path: z.string().min(1).max(512) })

const COURIER = 1

function requireLawful(told: Raw): void {
  const courier = told.logistics_type === COURIER
  refuseIf(![1, 2, 3, 4].includes(told.logistics_type), 'logisticsType')
  refuseIf(told.delivery_mode === 2 && !courier, 'splitNeedsCourier')
  refuseIf(told.delivery_mode === 2 && told.is_all_delivered === undefined, 'wholeMissing')
  refuseIf(told.delivery_mode === 1 && told.shipping_list.length !== 1, 'badArgument')
  refuseIf(told.shipping_list.length > MOST_PARCELS, 'listLong')
  refuseIf(!RFC3339_MS.test(told.upload_time) || Number.isNaN(Date.parse(told.upload_time)), 'uploadTime')
  for (const one of told.shipping_list) requireLawfulItem(one, courier)
}

function requireLawfulItem(one: ShippingUpload['shipping_list'][number], courier: boolean): void {
  refuseIf(one.item_desc === '', 'descMissing')
  refuseIf(one.item_desc.length > LONGEST_DESC, 'descLong')
  if (!courier) return
  refuseIf((one.tracking_no ?? '') === '' || (one.tracking_no ?? '').length > LONGEST_NUMBER, 'trackingNo')
  refuseIf(!CARRIERS.has(one.express_company ?? ''), 'carrier')
  const numbers = [one.contact?.consignor_contact, one.contact?.receiver_contact].filter((text) => text !== undefined)
  refuseIf(
    numbers.some((text) => !MASKED.test(text)),
    'badArgument',
  )
  // This one carrier tells nobody where a parcel is who does not know the end of a phone number.
  refuseIf(one.express_company === 'SF' && numbers.length === 0, 'badArgument')
}

function refuseIf(wrong: boolean, reason: keyof typeof SHIPPING_REFUSALS): void {
  if (wrong) throw shippingRefusal(reason)
}
