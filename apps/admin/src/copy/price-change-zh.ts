/** A change of what an unpaid order costs. */
export const priceChangeZh = {
  'order.step.change_price': '店铺改价',
  'order.due.price_waits': '改价待复核',
  'permission.order.price': '改价|改未付款订单的价格，超出限额要别人复核',
  'permission.order.price-approve': '复核改价|同意或驳回同事超出限额的改价',
  'settings.priceChangePercent': '改价限额：商品金额的比例（%）',
  'settings.priceChangePercent.hint': '加减合计在两个限额之内，一个人就能改；超出要另一位同事复核',
  'settings.priceChangeFen': '改价限额：金额（元）',
  'audit.do.order.price_changed': '改了订单价格',
  'audit.do.order.price_proposed': '提交改价待复核',
  'audit.do.order.price_approved': '同意了改价',
  'audit.do.order.price_refused': '驳回了改价',
  'audit.do.order.price_withdrawn': '撤回了改价',
}
