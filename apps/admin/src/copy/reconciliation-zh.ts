/** What reconciliation is called outside its own pages: permissions and the log of operations. */
export const reconciliationZh = {
  'permission.group.reconciliation': '对账',
  'permission.reconciliation.read': '查看对账|每天的渠道账单与差异，可导出',
  'permission.reconciliation.resolve': '处理差异|提出处理办法和原因，可重新对账',
  'permission.reconciliation.approve': '复核差异|同意或驳回同事提出的处理，不能复核自己的',
  'audit.family.reconciliation': '对账',
  'audit.kind.bill_day': '对账日',
  'audit.kind.recon_break': '对账差异',
  'audit.kind.bill_export': '对账导出',
  'audit.do.reconciliation.run_again': '重新对账',
  'audit.do.reconciliation.proposed': '提出差异处理',
  'audit.do.reconciliation.approved': '同意差异处理',
  'audit.do.reconciliation.rejected': '驳回差异处理',
  'audit.do.reconciliation.exported': '导出对账单',
} as const
