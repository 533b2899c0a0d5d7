import type { Permission } from '@jishi/contracts/identity/identity.terms'
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
  type RouteRecordRaw,
} from 'vue-router'
import type { CopyKey } from '@/copy'
import { useSession } from '@/stores/session'
import { afterSaleRooms } from './after-sale-rooms'
import { financeRooms } from './finance-rooms'
import { marketingRooms } from './marketing-rooms'
import { payoutRooms } from './payout-rooms'
import { peopleRooms } from './people-rooms'
import { returnPath } from './return-path'
import { seckillRooms } from './seckill-rooms'
import { printPages, shippingRooms } from './shipping-rooms'

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to anybody; every other room needs an operator. */
    open?: boolean
    permission?: Permission
    title?: CopyKey
  }
}

const rooms: RouteRecordRaw[] = [
  {
    path: '',
    name: 'workbench',
    component: () => import('@/views/workbench/workbench-room.vue'),
    meta: { permission: 'workbench.read', title: 'workbench.title' },
  },
  {
    path: 'orders',
    name: 'orders',
    component: () => import('@/views/order/order-list.vue'),
    meta: { permission: 'order.read', title: 'orders.title' },
  },
  ...shippingRooms,
  {
    path: 'problem-parcels',
    name: 'problem-parcels',
    component: () => import('@/views/order/problem-parcels.vue'),
    meta: { permission: 'order.read', title: 'parcels.title' },
  },
  {
    path: 'platform-reports',
    name: 'platform-reports',
    component: () => import('@/views/order/platform-reports.vue'),
    meta: { permission: 'order.read', title: 'platforms.title' },
  },
  {
    path: 'orders/:id',
    name: 'order',
    component: () => import('@/views/order/order-detail.vue'),
    meta: { permission: 'order.read', title: 'orders.title' },
    props: true,
  },
  {
    path: 'orders/:id/at',
    name: 'order-past',
    component: () => import('@/views/order/past/order-past.vue'),
    meta: { permission: 'order.history', title: 'past.title' },
    props: true,
  },
  {
    path: 'products',
    name: 'products',
    component: () => import('@/views/product/product-list.vue'),
    meta: { permission: 'product.read', title: 'products.title' },
  },
  {
    path: 'products/new',
    name: 'product-new',
    component: () => import('@/views/product/product-editor.vue'),
    meta: { permission: 'product.write', title: 'product.new' },
  },
  {
    path: 'products/:id/secrets',
    name: 'product-secrets',
    component: () => import('@/views/product/secrets/secret-room.vue'),
    meta: { permission: 'secret.read', title: 'secrets.title' },
    props: true,
  },
  {
    path: 'products/:id',
    name: 'product',
    component: () => import('@/views/product/product-editor.vue'),
    meta: { permission: 'product.write', title: 'product.edit' },
    props: true,
  },
  {
    path: 'imports',
    name: 'imports',
    component: () => import('@/views/product/import/import-list.vue'),
    meta: { permission: 'product.import', title: 'imports.title' },
  },
  {
    path: 'imports/:id',
    name: 'import',
    component: () => import('@/views/product/import/import-detail.vue'),
    meta: { permission: 'product.import', title: 'imports.title' },
    props: true,
  },
  {
    path: 'categories',
    name: 'categories',
    component: () => import('@/views/category/category-list.vue'),
    meta: { permission: 'category.read', title: 'category.title' },
  },
  {
    path: 'brands',
    name: 'brands',
    component: () => import('@/views/brand/brand-list.vue'),
    meta: { permission: 'product.read', title: 'brands.title' },
  },
  {
    path: 'tags',
    name: 'tags',
    component: () => import('@/views/tag/tag-list.vue'),
    meta: { permission: 'product.read', title: 'tags.title' },
  },
  {
    path: 'search',
    name: 'search',
    component: () => import('@/views/search/search-room.vue'),
    meta: { permission: 'product.read', title: 'search.title' },
  },
  {
    path: 'freight',
    name: 'freight',
    component: () => import('@/views/freight/freight-list.vue'),
    meta: { permission: 'freight.read', title: 'freight.title' },
  },
  {
    path: 'invoices',
    name: 'invoices',
    component: () => import('@/views/invoice/invoice-list.vue'),
    meta: { permission: 'invoice.read', title: 'invoice.title' },
  },
  {
    path: 'carriers',
    name: 'carriers',
    component: () => import('@/views/carrier/carrier-list.vue'),
    meta: { permission: 'setting.read', title: 'carriers.title' },
  },
  {
    path: 'permits',
    name: 'permits',
    component: () => import('@/views/category/permit-list.vue'),
    meta: { permission: 'permit.read', title: 'category.permits' },
  },
  {
    path: 'media',
    name: 'media',
    component: () => import('@/views/media/media-room.vue'),
    meta: { permission: 'media.read', title: 'media.room' },
  },
  ...afterSaleRooms,
  ...financeRooms,
  ...payoutRooms,
  ...marketingRooms,
  ...seckillRooms,
  ...peopleRooms,
  { path: ':path(.*)*', name: 'lost', component: () => import('@/views/shell/lost-room.vue') },
]

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes: [
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('@/views/identity/sign-in.vue'),
      meta: { open: true, title: 'signIn.title' },
    },
    ...printPages,
    { path: '/', component: () => import('@/views/shell/admin-shell.vue'), children: rooms },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

/** For whoever has not signed in: the sign-in, which then leads back. */
const stranger = (to: RouteLocationNormalized): RouteLocationRaw | undefined =>
  to.meta.open === true ? undefined : { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }

/** Where somebody is sent instead of where they asked to go; nothing when they may go there. */
const elsewhere = (to: RouteLocationNormalized): RouteLocationRaw | undefined => {
  const { operator, can } = useSession()
  if (operator === null) return stranger(to)
  if (to.name === 'sign-in') return returnPath(to.query['next'])
  // A password somebody else chose opens nothing but its own change.
  if (operator.mustChangePassword) return to.name === 'password' ? undefined : { name: 'password' }
  // Who has no workbench starts with the orders.
  return to.name === 'workbench' && !can('workbench.read') && can('order.read') ? { name: 'orders' } : undefined
}

router.beforeEach(async (to) => {
  try {
    await useSession().ensureKnown()
  } catch {
    // Whether there is a session cannot be said now. The shell opens and tells that, with its way to try again.
    return true
  }
  return elsewhere(to) ?? true
})
