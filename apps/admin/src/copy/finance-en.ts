import type { financeZh } from './finance-zh'

export const financeEn: Record<keyof typeof financeZh, string> = {
  'nav.group.finance': 'Finance',
  'permission.group.payment': 'Payments',
  'permission.payment.read': 'See payments and refunds|Attempts, refunds and incidents, with the way to the order',
  'permission.payment.notice': 'Read raw notices|Every look leaves a record; demo shops may deliver one again',
  'permission.payment.handle': 'Handle payment incidents|Restart refunds that stopped, close what was checked',
  'permission.group.ledger': 'Ledger',
  'permission.ledger.read': 'See the ledger|Accounts, statements, trial balance and periods, with export',
  'audit.kind.payment': 'Payment',
  'audit.kind.refund': 'Refund',
  'audit.kind.payment_incident': 'Payment incident',
  'audit.family.payment': 'Payments',
  'audit.do.payment.notice_revealed': 'Looked at a raw notice',
  'audit.do.payment.notice_replayed': 'Delivered a notice again',
  'audit.do.payment.incident_resolved': 'Closed a payment incident',
  'audit.do.payment.refund_restarted': 'Sent a refund again',
}
