import type { RouteRecordRaw } from 'vue-router'

/** Flash sales: planned, watched, reported. */
export const seckillRooms: RouteRecordRaw[] = [
  {
    path: 'seckill',
    name: 'seckill-list',
    component: () => import('@/views/seckill/seckill-list.vue'),
    meta: { permission: 'seckill.read', title: 'seckill.title' },
  },
  {
    path: 'seckill/new',
    name: 'seckill-new',
    component: () => import('@/views/seckill/seckill-editor.vue'),
    meta: { permission: 'seckill.write', title: 'seckill.add' },
  },
  {
    path: 'seckill/:id',
    name: 'seckill',
    component: () => import('@/views/seckill/seckill-editor.vue'),
    meta: { permission: 'seckill.read', title: 'seckill.edit' },
    props: true,
  },
  {
    path: 'seckill/:id/board',
    name: 'seckill-board',
    component: () => import('@/views/seckill/live/seckill-board.vue'),
    meta: { permission: 'seckill.read', title: 'seckill.board' },
    props: true,
  },
  {
    path: 'seckill/:id/report',
    name: 'seckill-report',
    component: () => import('@/views/seckill/live/seckill-report.vue'),
    meta: { permission: 'seckill.read', title: 'seckill.report' },
    props: true,
  },
]
