import { payGiftsZh } from './pay-gifts-zh'
import { seckillZh } from './seckill-zh'

/** Words of the rooms for coupons. */
export const couponsZh = {
  'audit.kind.coupon_template': '券模板',
  'audit.kind.coupon': '优惠券',
  'audit.family.coupon_template': '券模板',
  'audit.family.coupon': '优惠券',
  'audit.do.coupon_template.created': '新建券模板',
  'audit.do.coupon_template.changed': '修改券模板',
  'audit.do.coupon_template.launched': '开始发放优惠券',
  'audit.do.coupon_template.stopped': '停止发放优惠券',
  'audit.do.coupon.issued': '定向发放优惠券',
  'audit.do.coupon.codes_made': '生成兑换码',
  'audit.do.coupon.revoked': '收回优惠券',
  ...payGiftsZh,
  ...seckillZh,
}
