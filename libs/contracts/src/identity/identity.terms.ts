/** What somebody may ask a code for by naming a phone; a code for the payment password goes to a member's own phone only. */
export const SMS_PURPOSES = ['sign_in', 'bind_phone'] as const
export type SmsPurpose = (typeof SMS_PURPOSES)[number]
/** What a code can be for. */
export type CodePurpose = SmsPurpose | 'pay_password'
export const SMS_CODE_LENGTH = 6
export const PHONE_PATTERN = /^1[3-9]\d{9}$/
/** Who vouches for a person: a mini program's own code, or the official account's in WeChat's browser. */
export const IDENTITY_PROVIDERS = ['weixin', 'weixin_oa', 'alipay'] as const
export type IdentityProvider = (typeof IDENTITY_PROVIDERS)[number]
/**
 * What a sign-in could not do on the way, without failing. `phone_taken`: the phone belongs to another account that a
 * phone alone does not open. `identity_taken`: the platform's account belongs to another member who has something to lose.
 */
export const SIGN_IN_NOTICES = ['phone_taken', 'identity_taken'] as const
export type SignInNotice = (typeof SIGN_IN_NOTICES)[number]
export const MAX_ADDRESSES = 20
export const ADDRESS_TAGS = ['home', 'work', 'school'] as const
export type AddressTag = (typeof ADDRESS_TAGS)[number]
export const POLICY_KINDS = ['terms', 'privacy'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]
/** Permission codes of operators; a role is a set of them. */
export const PERMISSIONS = [
  'workbench.read',
  'order.read',
  'order.ship',
  'order.receiver',
  'order.close',
  'order.cancel',
  'order.refund',
  'order.note',
  'order.price',
  'order.price-approve',
  'after-sale.read',
  'after-sale.handle',
  'after-sale.arbitrate',
  'order.history',
  'order.export',
  'invoice.read',
  'invoice.issue',
  'payment.read',
  'payment.notice',
  'payment.handle',
  'ledger.read',
  'payout.read',
  'payout.handle',
  'product.read',
  'product.write',
  'product.import',
  'product.floor',
  'category.read',
  'category.write',
  'stock.write',
  'secret.read',
  'secret.write',
  'secret.reveal',
  'media.read',
  'media.write',
  'promotion.read',
  'promotion.write',
  'promotion.approve',
  'seckill.read',
  'seckill.write',
  'coupon.read',
  'coupon.write',
  'coupon.issue',
  'freight.read',
  'freight.write',
  'member.read',
  'member.phone',
  'member.block',
  'review.read',
  'review.write',
  'service.read',
  'service.write',
  'operator.read',
  'operator.write',
  'setting.read',
  'setting.write',
  'permit.read',
  'permit.write',
  'reconciliation.read',
  'reconciliation.resolve',
  'reconciliation.approve',
  'stored.read',
  'audit.read',
] as const
export type Permission = (typeof PERMISSIONS)[number]
