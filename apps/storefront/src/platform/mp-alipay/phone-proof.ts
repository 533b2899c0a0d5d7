import type { AlipayPhone } from '@jishi/contracts/identity/identity.schema'

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const parsed = (response: unknown): unknown => {
  if (typeof response !== 'string') return response
  try {
    return JSON.parse(response) as unknown
  } catch {
    return null
  }
}

/** Alipay's answer is sealed and signed; it goes to the server as it is, and only with the fields the server knows. */
export const phoneOfAnswer = (response: unknown): AlipayPhone | null => {
  const fields = parsed(response)
  if (typeof fields !== 'object' || fields === null) return null
  const { response: sealed, sign, sign_type, encrypt_type, charset } = fields as Record<string, unknown>
  const body = textOf(sealed)
  const signature = textOf(sign)
  if (body === null || signature === null) return null
  const phone: AlipayPhone = { response: body, sign: signature }
  const kinds = { sign_type: textOf(sign_type), encrypt_type: textOf(encrypt_type), charset: textOf(charset) }
  if (kinds.sign_type !== null) phone.sign_type = kinds.sign_type
  if (kinds.encrypt_type !== null) phone.encrypt_type = kinds.encrypt_type
  if (kinds.charset !== null) phone.charset = kinds.charset
  return phone
}
