/** What makes up for parcels that are late. */
export const lateShipmentZh = {
  'settings.lateCoupon': '超时未发货自动补券',
  'settings.lateCoupon.none': '不补券',
  'settings.lateCoupon.other': '已选的券（已停发或无权查看）',
  'settings.lateHours': '超过承诺多少小时后补券',
  'settings.lateHours.hint': '从付款后的承诺时间算起，每单最多一张；此刻已经超时的订单也会补',
  'order.lateCoupon': '超过承诺时间未发货，已自动补券「{name}」',
  'audit.do.coupon.given_for_delay': '超时未发货，自动补券',
}
