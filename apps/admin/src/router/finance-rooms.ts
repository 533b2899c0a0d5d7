import type { RouteRecordRaw } from 'vue-router'

/** Where the money is: what came, what goes back, what a person has to look at. */
export const financeRooms: RouteRecordRaw[] = [
  {
    path: 'payments',
    name: 'payments',
    component: () => import('@/views/finance/payment-list.vue'),
    meta: { permission: 'payment.read', title: 'finance.payments' },
  },
  {
    path: 'payments/:id',
    name: 'payment',
    component: () => import('@/views/finance/payment-detail.vue'),
    meta: { permission: 'payment.read', title: 'finance.payments' },
    props: true,
  },
  {
    path: 'refunds',
    name: 'refunds',
    component: () => import('@/views/finance/refund-list.vue'),
    meta: { permission: 'payment.read', title: 'finance.refunds' },
  },
  {
    path: 'refunds/:id',
    name: 'refund',
    component: () => import('@/views/finance/refund-detail.vue'),
    meta: { permission: 'payment.read', title: 'finance.refunds' },
    props: true,
  },
  {
    path: 'payment-incidents',
    name: 'payment-incidents',
    component: () => import('@/views/finance/incident-list.vue'),
    meta: { permission: 'payment.read', title: 'finance.incidents' },
  },
  {
    path: 'ledger',
    name: 'ledger',
    component: () => import('@/views/finance/ledger/trial-balance.vue'),
    meta: { permission: 'ledger.read', title: 'ledger.trial' },
  },
  {
    path: 'ledger/period',
    name: 'ledger-period',
    component: () => import('@/views/finance/ledger/ledger-period.vue'),
    meta: { permission: 'ledger.read', title: 'ledger.period' },
  },
  {
    path: 'ledger/statement',
    name: 'ledger-statement',
    component: () => import('@/views/finance/ledger/ledger-statement.vue'),
    meta: { permission: 'ledger.read', title: 'ledger.statement' },
  },
  {
    path: 'reconciliation',
    name: 'reconciliation',
    component: () => import('@/views/finance/reconciliation/bill-days.vue'),
    meta: { permission: 'reconciliation.read', title: 'recon.title' },
  },
  {
    path: 'reconciliation/differences',
    name: 'recon-differences',
    component: () => import('@/views/finance/reconciliation/difference-list.vue'),
    meta: { permission: 'reconciliation.read', title: 'recon.differences' },
  },
]
