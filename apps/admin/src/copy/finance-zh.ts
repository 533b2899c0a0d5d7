/** Words of the finance rooms: payments, refunds and what a person has to look at. */
export const financeZh = {
  'nav.group.finance': '财务',
  'permission.group.payment': '支付',
  'permission.payment.read': '查看支付与退款|支付单、退款与支付异常，可到对应订单',
  'permission.payment.notice': '查看渠道通知原文|每次查看留下记录；演示环境可重新投递',
  'permission.payment.handle': '处理支付异常|重新发起停下的退款，关闭已核对的异常',
  'permission.group.ledger': '账本',
  'permission.ledger.read': '查看账本|科目、明细、试算平衡与期间，可导出',
  'audit.kind.payment': '支付',
  'audit.kind.refund': '退款',
  'audit.kind.payment_incident': '支付异常',
  'audit.family.payment': '支付',
  'audit.do.payment.notice_revealed': '查看通知原文',
  'audit.do.payment.notice_replayed': '重新投递通知',
  'audit.do.payment.incident_resolved': '关闭支付异常',
  'audit.do.payment.refund_restarted': '重新发起退款',
}
