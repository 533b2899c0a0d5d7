import type { reconciliationZh } from './reconciliation-zh'

export const reconciliationEn: Record<keyof typeof reconciliationZh, string> = {
  'permission.group.reconciliation': 'Reconciliation',
  'permission.reconciliation.read': 'See reconciliation|Daily bills of the channels and their differences, with export',
  'permission.reconciliation.resolve': 'Handle differences|Propose what becomes of one and why; run a day again',
  'permission.reconciliation.approve': 'Check differences|Approve or reject what a colleague proposed, never your own',
  'audit.family.reconciliation': 'Reconciliation',
  'audit.kind.bill_day': 'Day of a bill',
  'audit.kind.recon_break': 'Difference',
  'audit.kind.bill_export': 'Export of a bill',
  'audit.do.reconciliation.run_again': 'Ran a day again',
  'audit.do.reconciliation.proposed': 'Proposed a resolution',
  'audit.do.reconciliation.approved': 'Approved a resolution',
  'audit.do.reconciliation.rejected': 'Rejected a resolution',
  'audit.do.reconciliation.exported': 'Exported a bill',
}
