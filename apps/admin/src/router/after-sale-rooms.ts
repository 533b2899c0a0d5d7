import type { RouteRecordRaw } from 'vue-router'

/** What follows a purchase that did not please. */
export const afterSaleRooms: RouteRecordRaw[] = [
  {
    path: 'after-sales',
    name: 'after-sales',
    component: () => import('@/views/aftersale/after-sale-list.vue'),
    meta: { permission: 'after-sale.read', title: 'afterSale.title' },
  },
  {
    path: 'after-sales/:id',
    name: 'after-sale',
    component: () => import('@/views/aftersale/after-sale-detail.vue'),
    meta: { permission: 'after-sale.read', title: 'afterSale.title' },
    props: true,
  },
]
