import type { RouteRecordRaw } from 'vue-router'

/** Rooms for people, settings and the audit log. */
export const peopleRooms: RouteRecordRaw[] = [
  {
    path: 'members',
    name: 'members',
    component: () => import('@/views/member/member-list.vue'),
    meta: { permission: 'member.read', title: 'members.title' },
  },
  {
    path: 'feedbacks',
    name: 'feedbacks',
    component: () => import('@/views/service/feedback-list.vue'),
    meta: { permission: 'service.read', title: 'feedback.title' },
  },
  {
    path: 'operators',
    name: 'operators',
    component: () => import('@/views/operator/operator-list.vue'),
    meta: { permission: 'operator.read', title: 'operators.title' },
  },
  {
    path: 'roles',
    name: 'roles',
    component: () => import('@/views/operator/role-list.vue'),
    meta: { permission: 'operator.read', title: 'roles.title' },
  },
  { path: 'settings', redirect: { name: 'settings', params: { section: 'shop' } } },
  {
    path: 'settings/:section',
    name: 'settings',
    component: () => import('@/views/settings/settings-room.vue'),
    meta: { permission: 'setting.read', title: 'settings.title' },
    props: true,
  },
  {
    path: 'audit-log',
    name: 'audit-log',
    component: () => import('@/views/audit/audit-list.vue'),
    meta: { permission: 'audit.read', title: 'audit.title' },
  },
  {
    path: 'password',
    name: 'password',
    component: () => import('@/views/operator/own-password.vue'),
    meta: { title: 'password.title' },
  },
]
