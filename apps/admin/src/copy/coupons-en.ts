import type { couponsZh } from './coupons-zh'
import { payGiftsEn } from './pay-gifts-en'
import { seckillEn } from './seckill-en'

export const couponsEn: Record<keyof typeof couponsZh, string> = {
  'audit.kind.coupon_template': 'Coupon template',
  'audit.kind.coupon': 'Coupon',
  'audit.family.coupon_template': 'Coupon templates',
  'audit.family.coupon': 'Coupons',
  'audit.do.coupon_template.created': 'Drafted a coupon',
  'audit.do.coupon_template.changed': 'Changed a coupon',
  'audit.do.coupon_template.launched': 'Began to give a coupon out',
  'audit.do.coupon_template.stopped': 'Stopped giving a coupon out',
  'audit.do.coupon.issued': 'Gave coupons to people',
  'audit.do.coupon.codes_made': 'Made coupon codes',
  'audit.do.coupon.revoked': 'Took a coupon back',
  ...payGiftsEn,
  ...seckillEn,
}
