import { z } from 'zod'

/** Ways in which a signature or its headers can be wrong, for answers and for notifications alike. */
export const SIGNATURE_FLAWS = [
  'forge',
  'bad_signature',
  'stale_timestamp',
  'unknown_serial',
  'signtest',
  'unsigned',
] as const
export type SignatureFlaw = (typeof SIGNATURE_FLAWS)[number]

const CALL_KINDS = [
  'delay',
  'lose',
  'timeout_after_apply',
  'error_5xx',
  'error_5xx_after_apply',
  'rate_limited',
] as const
/** `key_before` and `foreign_key`: sealed with the APIv3 key before the current one, or with one nobody has. */
const NOTICE_KINDS = [
  'delay',
  'lose',
  'duplicate',
  'wrong_amount',
  'other_merchant',
  'key_before',
  'foreign_key',
  ...SIGNATURE_FLAWS,
] as const
const SIGNED_CALL_KINDS = [...CALL_KINDS, ...SIGNATURE_FLAWS] as const
const OPEN_CALL_KINDS = [...CALL_KINDS, 'busy'] as const
const TOKEN_CALL_KINDS = [...OPEN_CALL_KINDS, 'token_expired'] as const
/** `refused` brings any errcode as its value: the order centre's own are not public. */
const ORDER_CENTRE_KINDS = [...TOKEN_CALL_KINDS, 'refused'] as const

/** What the check of words and pictures finds, whatever is in them. */
const CONTENT_CHECK_KINDS = [...TOKEN_CALL_KINDS, 'refused', 'review', 'risky'] as const

/** Alipay's key mode has no serials and no stamp worth checking in what it signs. */
const ALIPAY_FLAWS = ['forge', 'bad_signature', 'unsigned'] as const
/** `unknown_serial`: an answer that names another certificate, which only certificate mode looks at. */
const ALIPAY_CALL_KINDS = [...CALL_KINDS, ...ALIPAY_FLAWS, 'unknown_serial', 'refused', 'system_error'] as const
const ALIPAY_NOTICE_KINDS = [
  'delay',
  'lose',
  'duplicate',
  'wrong_amount',
  'other_seller',
  'other_app',
  'sign_type_rsa',
  ...ALIPAY_FLAWS,
] as const

/** UnionPay's messages name a certificate of their own instead of a serial, and `5.0.0` is how they were once signed. */
const UNIONPAY_FLAWS = [...ALIPAY_FLAWS, 'old_version'] as const
const UNIONPAY_CALL_KINDS = [...CALL_KINDS, ...UNIONPAY_FLAWS, 'refused', 'undecided'] as const
const UNIONPAY_CLAIMS = ['wrong_amount', 'other_merchant', 'other_currency', 'other_time'] as const
const UNIONPAY_NOTICE_KINDS = ['delay', 'lose', 'duplicate', ...UNIONPAY_CLAIMS, ...UNIONPAY_FLAWS] as const

/** Parcels cost nothing, so the carrier's callbacks can only be late, lost, doubled or not its own. */
const CARRIER_NOTICE_KINDS = ['delay', 'lose', 'duplicate', ...ALIPAY_FLAWS] as const

const CHECK_NOTICE_KINDS = ['delay', 'lose', 'duplicate', 'forge', 'unsigned'] as const

export const FAULT_KINDS = [
  ...SIGNED_CALL_KINDS,
  'duplicate',
  'wrong_amount',
  'other_merchant',
  'notify_first',
  'abnormal',
  'not_enough',
  'busy',
  'token_expired',
  'refused',
  'system_error',
  'other_seller',
  'other_app',
  'sign_type_rsa',
  'old_version',
  'other_currency',
  'other_time',
  'undecided',
  'key_before',
  'foreign_key',
  'review',
  'risky',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export const FAULT_OPERATIONS = [
  'create',
  'query',
  'close',
  'refund',
  'refund_query',
  'certificates',
  'notify',
  'refund_notify',
  'transfer',
  'transfer_query',
  'transfer_cancel',
  'transfer_notify',
  'sms',
  'code2session',
  'stable_token',
  'phone',
  'oauth_token',
  'oauth',
  'subscribe',
  'upload_shipping',
  'get_order',
  'order_path',
  'order_sync',
  'text_check',
  'picture_check',
  'check_notify',
  'bill',
  'bill_file',
] as const
export type FaultOperation = (typeof FAULT_OPERATIONS)[number]

export const FAULT_CHANNELS = ['wechat', 'wechat_open', 'alipay', 'unionpay', 'sms', 'carrier'] as const
export type FaultChannel = (typeof FAULT_CHANNELS)[number]

type OperationFaults = Readonly<Partial<Record<FaultOperation, readonly FaultKind[]>>>

/** Which faults mean anything where; the console's editor offers exactly these. */
export const FAULTS_BY_CHANNEL: Readonly<Record<FaultChannel, OperationFaults>> = {
  wechat: {
    create: [...SIGNED_CALL_KINDS, 'notify_first'],
    query: [...SIGNED_CALL_KINDS, 'wrong_amount', 'other_merchant'],
    close: SIGNED_CALL_KINDS,
    refund: [...SIGNED_CALL_KINDS, 'abnormal', 'not_enough'],
    refund_query: [...SIGNED_CALL_KINDS, 'wrong_amount'],
    certificates: SIGNED_CALL_KINDS,
    bill: SIGNED_CALL_KINDS,
    bill_file: CALL_KINDS,
    notify: NOTICE_KINDS,
    refund_notify: NOTICE_KINDS,
    transfer: [...SIGNED_CALL_KINDS, 'not_enough'],
    transfer_query: [...SIGNED_CALL_KINDS, 'wrong_amount', 'other_merchant'],
    transfer_cancel: SIGNED_CALL_KINDS,
    transfer_notify: NOTICE_KINDS,
  },
  wechat_open: {
    code2session: OPEN_CALL_KINDS,
    stable_token: OPEN_CALL_KINDS,
    phone: TOKEN_CALL_KINDS,
    oauth_token: OPEN_CALL_KINDS,
    upload_shipping: ORDER_CENTRE_KINDS,
    get_order: ORDER_CENTRE_KINDS,
    order_path: ORDER_CENTRE_KINDS,
    text_check: CONTENT_CHECK_KINDS,
    picture_check: CONTENT_CHECK_KINDS,
    check_notify: CHECK_NOTICE_KINDS,
  },
  alipay: {
    oauth: ALIPAY_CALL_KINDS,
    create: ALIPAY_CALL_KINDS,
    query: [...ALIPAY_CALL_KINDS, 'wrong_amount'],
    close: ALIPAY_CALL_KINDS,
    refund: [...ALIPAY_CALL_KINDS, 'not_enough'],
    refund_query: [...ALIPAY_CALL_KINDS, 'wrong_amount'],
    order_sync: ALIPAY_CALL_KINDS,
    bill: ALIPAY_CALL_KINDS,
    bill_file: CALL_KINDS,
    transfer: [...ALIPAY_CALL_KINDS, 'not_enough', 'abnormal'],
    transfer_query: [...ALIPAY_CALL_KINDS, 'wrong_amount'],
    notify: ALIPAY_NOTICE_KINDS,
  },
  unionpay: {
    create: ['delay', 'lose', 'error_5xx', 'rate_limited'],
    query: [...UNIONPAY_CALL_KINDS, ...UNIONPAY_CLAIMS],
    refund: [...UNIONPAY_CALL_KINDS, 'abnormal'],
    refund_query: [...UNIONPAY_CALL_KINDS, 'wrong_amount'],
    notify: UNIONPAY_NOTICE_KINDS,
    refund_notify: UNIONPAY_NOTICE_KINDS,
  },
  sms: { sms: CALL_KINDS },
  carrier: { subscribe: CALL_KINDS, query: CALL_KINDS, notify: CARRIER_NOTICE_KINDS },
}

export const faultSchema = z
  .strictObject({
    channel: z.enum(FAULT_CHANNELS),
    operation: z.enum(FAULT_OPERATIONS),
    kind: z.enum(FAULT_KINDS),
    times: z.int().min(1).max(100_000).default(1),
    value: z.union([z.number(), z.string()]).nullable().default(null),
  })
  .refine((fault) => FAULTS_BY_CHANNEL[fault.channel][fault.operation] !== undefined, {
    message: 'this channel knows no such operation',
    path: ['operation'],
  })
  .refine((fault) => FAULTS_BY_CHANNEL[fault.channel][fault.operation]?.includes(fault.kind) ?? true, {
    message: 'this operation knows no such fault',
    path: ['kind'],
  })

export type Fault = z.infer<typeof faultSchema>

export function isSignatureFlaw(kind: FaultKind | undefined): kind is SignatureFlaw {
  return SIGNATURE_FLAWS.some((flaw) => flaw === kind)
}

/** The number a fault carries, or what it means when none was given. */
export function numberOf(fault: Fault, otherwise: number): number {
  const value = typeof fault.value === 'string' ? Number(fault.value) : fault.value
  return value !== null && Number.isFinite(value) ? value : otherwise
}
