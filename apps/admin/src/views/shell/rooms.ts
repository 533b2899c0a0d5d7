import type { Permission } from '@jishi/contracts/identity/identity.terms'
import type { IconName } from '@/components/icons'
import type { CopyKey } from '@/copy'

export interface Room {
  to: string
  name: CopyKey
  icon: IconName
  permission: Permission
}
export interface RoomGroup {
  name?: CopyKey
  rooms: readonly Room[]
}

/** Every room of the back office: the navigation and the palette read this one list. A new room gets its line here. */
export const roomGroups: readonly RoomGroup[] = [
  {
    rooms: [{ to: '/', name: 'nav.workbench', icon: 'workbench', permission: 'workbench.read' }],
  },
  {
    name: 'nav.group.trade',
    rooms: [
      { to: '/orders', name: 'nav.orders', icon: 'orders', permission: 'order.read' },
      { to: '/after-sales', name: 'afterSale.title', icon: 'undo', permission: 'after-sale.read' },
      { to: '/to-ship', name: 'toShip.title', icon: 'truck', permission: 'order.read' },
      { to: '/packing', name: 'packing.title', icon: 'basket', permission: 'order.ship' },
      { to: '/ship-sheets', name: 'shipSheet.title', icon: 'sheet', permission: 'order.ship' },
      { to: '/invoices', name: 'invoice.title', icon: 'record', permission: 'invoice.read' },
      { to: '/members', name: 'nav.members', icon: 'members', permission: 'member.read' },
      { to: '/reviews', name: 'review.title', icon: 'quote', permission: 'review.read' },
      { to: '/feedbacks', name: 'feedback.title', icon: 'bubble', permission: 'service.read' },
    ],
  },
  {
    name: 'nav.group.goods',
    rooms: [
      { to: '/products', name: 'nav.products', icon: 'products', permission: 'product.read' },
      { to: '/imports', name: 'imports.title', icon: 'sheet', permission: 'product.import' },
      { to: '/categories', name: 'nav.categories', icon: 'categories', permission: 'category.read' },
      { to: '/brands', name: 'brands.title', icon: 'brands', permission: 'product.read' },
      { to: '/tags', name: 'tags.title', icon: 'tags', permission: 'product.read' },
      { to: '/search', name: 'search.title', icon: 'search', permission: 'product.read' },
      { to: '/media', name: 'nav.media', icon: 'picture', permission: 'media.read' },
      { to: '/freight', name: 'freight.title', icon: 'truck', permission: 'freight.read' },
      { to: '/permits', name: 'nav.permits', icon: 'permits', permission: 'permit.read' },
    ],
  },
  {
    name: 'nav.group.marketing',
    rooms: [
      { to: '/offers', name: 'offer.title', icon: 'gift', permission: 'promotion.read' },
      { to: '/seckill', name: 'seckill.title', icon: 'bolt', permission: 'seckill.read' },
      { to: '/coupons', name: 'coupon.title', icon: 'coupon', permission: 'coupon.read' },
      { to: '/pay-gifts', name: 'payGift.title', icon: 'gift', permission: 'promotion.read' },
      { to: '/campaigns', name: 'offer.calendar', icon: 'clock', permission: 'promotion.read' },
    ],
  },
  {
    name: 'nav.group.finance',
    rooms: [
      { to: '/payments', name: 'finance.payments', icon: 'card', permission: 'payment.read' },
      { to: '/refunds', name: 'finance.refunds', icon: 'undo', permission: 'payment.read' },
      { to: '/payouts', name: 'payouts.title', icon: 'out', permission: 'payout.read' },
      { to: '/payment-incidents', name: 'finance.incidents', icon: 'warning', permission: 'payment.read' },
      { to: '/reconciliation', name: 'recon.title', icon: 'check', permission: 'reconciliation.read' },
      { to: '/ledger', name: 'ledger.title', icon: 'sheet', permission: 'ledger.read' },
    ],
  },
  {
    name: 'nav.group.shop',
    rooms: [
      { to: '/operators', name: 'nav.operators', icon: 'operators', permission: 'operator.read' },
      { to: '/roles', name: 'nav.roles', icon: 'lock', permission: 'operator.read' },
      { to: '/carriers', name: 'carriers.title', icon: 'truck', permission: 'setting.read' },
      { to: '/settings', name: 'nav.settings', icon: 'settings', permission: 'setting.read' },
      { to: '/audit-log', name: 'nav.auditLog', icon: 'record', permission: 'audit.read' },
    ],
  },
]

/** What the palette leads to besides whole rooms. */
export const shortcuts: readonly Room[] = [
  { to: '/products/new', name: 'product.new', icon: 'products', permission: 'product.write' },
  { to: '/offers/new', name: 'offer.add', icon: 'gift', permission: 'promotion.write' },
  { to: '/seckill/new', name: 'seckill.add', icon: 'bolt', permission: 'seckill.write' },
  { to: '/seckill?view=calendar', name: 'seckill.calendar', icon: 'clock', permission: 'seckill.read' },
  { to: '/coupons/new', name: 'coupon.add', icon: 'coupon', permission: 'coupon.write' },
  { to: '/pay-gifts/new', name: 'payGift.add', icon: 'gift', permission: 'promotion.write' },
  { to: '/products?state=scheduled', name: 'nav.scheduled', icon: 'clock', permission: 'product.read' },
  { to: '/products?state=recycled', name: 'nav.bin', icon: 'bin', permission: 'product.read' },
]
