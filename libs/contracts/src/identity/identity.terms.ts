export const SMS_PURPOSES = ['sign_in'] as const
export type SmsPurpose = (typeof SMS_PURPOSES)[number]
export const SMS_CODE_LENGTH = 6
export const PHONE_PATTERN = /^1[3-9]\d{9}$/
export const MAX_ADDRESSES = 20
export const ADDRESS_TAGS = ['home', 'work', 'school'] as const
export type AddressTag = (typeof ADDRESS_TAGS)[number]
export const POLICY_KINDS = ['terms', 'privacy'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]
/** Permission codes of operators; a role is a set of them. */
export const PERMISSIONS = ['order.read', 'order.ship', 'order.receiver', 'product.read', 'category.read'] as const
export type Permission = (typeof PERMISSIONS)[number]
