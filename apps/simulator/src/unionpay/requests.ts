import type { z } from 'zod'
import { z as schema } from 'zod'
import type { UnionpayKeys } from './account.js'
import { UnionpayRefusal } from './refusal.js'
import { signedByMerchant } from './signature.js'
import type { Fields } from './signature.js'

const orderId = schema.string().regex(/^[0-9A-Za-z]{8,40}$/)
const txnTime = schema.string().regex(/^\d{14}$/)
const amount = schema.string().regex(/^[1-9]\d{0,11}$/)
const address = schema.url().max(256)
const common = { accessType: schema.literal('0'), merId: schema.string(), orderId, txnTime }

export const frontRequest = schema.object({
  ...common,
  txnType: schema.literal('01'),
  txnSubType: schema.literal('01'),
  bizType: schema.literal('000201'),
  channelType: schema.enum(['07', '08']),
  txnAmt: amount,
  currencyCode: schema.literal('156'),
  backUrl: address,
  frontUrl: address.optional(),
  payTimeout: txnTime.optional(),
})
export const queryRequest = schema.object({
  ...common,
  txnType: schema.literal('00'),
  txnSubType: schema.literal('00'),
  bizType: schema.enum(['000000', '000201']),
})
export const refundRequest = schema.object({
  ...common,
  txnType: schema.literal('04'),
  txnSubType: schema.literal('00'),
  bizType: schema.literal('000201'),
  channelType: schema.enum(['07', '08']),
  txnAmt: amount,
  origQryId: schema.string().min(1),
  backUrl: address,
})

/** A form without names that come twice: they would be signed once and read as another. */
export function formFields(raw: Buffer): Fields {
  const pairs = [...new URLSearchParams(raw.toString('utf8'))]
  const fields = Object.fromEntries(pairs)
  if (Object.keys(fields).length !== pairs.length) throw new UnionpayRefusal('10')
  return fields
}

/** Version and signature, before anything that is said is looked at. */
export function verifyFields(fields: Fields, keys: UnionpayKeys): void {
  if (fields['version'] !== '5.1.0') throw new UnionpayRefusal('10', 'version')
  if (fields['signMethod'] !== '01') throw new UnionpayRefusal('10', 'signMethod')
  if (!/^utf-8$/i.test(fields['encoding'] ?? '')) throw new UnionpayRefusal('10', 'encoding')
  if (!signedByMerchant(fields, keys)) throw new UnionpayRefusal('11')
  if (fields['merId'] !== keys.merId) throw new UnionpayRefusal('31', 'merId')
}

export function readFields<Schema extends z.ZodType>(shape: Schema, fields: Fields): z.output<Schema> {
  const read = shape.safeParse(fields)
  if (read.success) return read.data
  const name = String(read.error.issues[0]?.path[0] ?? '')
  throw new UnionpayRefusal(fields[name] === undefined ? '13' : '10', name)
}
