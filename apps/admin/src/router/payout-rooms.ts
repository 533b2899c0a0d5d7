import type { RouteRecordRaw } from 'vue-router'

/** Money that leaves the shop for people. */
export const payoutRooms: RouteRecordRaw[] = [
  {
    path: 'payouts',
    name: 'payouts',
    component: () => import('@/views/finance/payouts/payout-list.vue'),
    meta: { permission: 'payout.read', title: 'payouts.title' },
  },
  {
    path: 'payouts/:id',
    name: 'payout',
    component: () => import('@/views/finance/payouts/payout-detail.vue'),
    meta: { permission: 'payout.read', title: 'payouts.title' },
    props: true,
  },
]
