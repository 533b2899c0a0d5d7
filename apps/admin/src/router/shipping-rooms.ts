import type { RouteRecordRaw } from 'vue-router'

/** What waits for a parcel, and parcels by the sheet. */
export const shippingRooms: RouteRecordRaw[] = [
  {
    path: 'to-ship',
    name: 'to-ship',
    component: () => import('@/views/order/to-ship/to-ship-list.vue'),
    meta: { permission: 'order.read', title: 'toShip.title' },
  },
  {
    path: 'packing',
    name: 'packing',
    component: () => import('@/views/order/packing/packing-room.vue'),
    meta: { permission: 'order.ship', title: 'packing.title' },
  },
  {
    path: 'ship-sheets',
    name: 'ship-sheets',
    component: () => import('@/views/order/ship-sheet/sheet-list.vue'),
    meta: { permission: 'order.ship', title: 'shipSheet.title' },
  },
  {
    path: 'ship-sheets/:id',
    name: 'ship-sheet',
    component: () => import('@/views/order/ship-sheet/sheet-detail.vue'),
    meta: { permission: 'order.ship', title: 'shipSheet.title' },
    props: true,
  },
]

/** Pages for paper stand outside the shell: what is on the screen is what is printed. */
export const printPages: RouteRecordRaw[] = [
  {
    path: '/print/picking',
    name: 'print-picking',
    component: () => import('@/views/order/print/picking-list.vue'),
    meta: { permission: 'order.read', title: 'print.picking' },
  },
  {
    path: '/print/slips',
    name: 'print-slips',
    component: () => import('@/views/order/print/parcel-slips.vue'),
    meta: { permission: 'order.read', title: 'print.slips' },
  },
]
