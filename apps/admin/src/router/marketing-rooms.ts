import type { RouteRecordRaw } from 'vue-router'

/** Promotions, coupons, the calendar of both, and gifts after payment. */
export const marketingRooms: RouteRecordRaw[] = [
  {
    path: 'offers',
    name: 'offers',
    component: () => import('@/views/promotion/offer-list.vue'),
    meta: { permission: 'promotion.read', title: 'offer.title' },
  },
  {
    path: 'offers/new',
    name: 'offer-new',
    component: () => import('@/views/promotion/offer-editor.vue'),
    meta: { permission: 'promotion.write', title: 'offer.add' },
  },
  {
    path: 'offers/:id',
    name: 'offer',
    component: () => import('@/views/promotion/offer-editor.vue'),
    meta: { permission: 'promotion.read', title: 'offer.edit' },
    props: true,
  },
  {
    path: 'reviews',
    name: 'reviews',
    component: () => import('@/views/review/review-list.vue'),
    meta: { permission: 'review.read', title: 'review.title' },
  },
  {
    path: 'campaigns',
    name: 'campaigns',
    component: () => import('@/views/promotion/campaign-calendar.vue'),
    meta: { permission: 'promotion.read', title: 'offer.calendar' },
  },
  {
    path: 'coupons',
    name: 'coupons',
    component: () => import('@/views/coupon/coupon-list.vue'),
    meta: { permission: 'coupon.read', title: 'coupon.title' },
  },
  {
    path: 'coupons/new',
    name: 'coupon-new',
    component: () => import('@/views/coupon/coupon-editor.vue'),
    meta: { permission: 'coupon.write', title: 'coupon.add' },
  },
  {
    path: 'coupons/:id',
    name: 'coupon',
    component: () => import('@/views/coupon/coupon-editor.vue'),
    meta: { permission: 'coupon.read', title: 'coupon.edit' },
    props: true,
  },
  {
    path: 'pay-gifts',
    name: 'pay-gifts',
    component: () => import('@/views/pay-gift/pay-gift-list.vue'),
    meta: { permission: 'promotion.read', title: 'payGift.title' },
  },
  {
    path: 'pay-gifts/new',
    name: 'pay-gift-new',
    component: () => import('@/views/pay-gift/pay-gift-editor.vue'),
    meta: { permission: 'promotion.write', title: 'payGift.add' },
  },
  {
    path: 'pay-gifts/:id',
    name: 'pay-gift',
    component: () => import('@/views/pay-gift/pay-gift-editor.vue'),
    meta: { permission: 'promotion.read', title: 'payGift.edit' },
    props: true,
  },
]
