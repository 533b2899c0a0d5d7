/**
 * Every page of the shop, one line each. `path` may be made from what the shop holds: `found` carries ids of things
 * that exist. `committed` says in which looks the README and the
 * guides show the page; those pictures go to docs/pictures.
 */
export const storefrontPages = [
  { name: 'home', path: '/', committed: ['light', 'dark'] },
  { name: 'category', path: '/pages/category/category', committed: ['light'] },
  { name: 'list', path: '/pkg-goods/list/list' },
  { name: 'product', path: ({ product }) => `/pkg-goods/product/product?id=${product}`, committed: ['light'] },
  { name: 'cart', path: '/pages/cart/cart', member: true, committed: ['light'] },
  {
    name: 'checkout',
    path: ({ sku }) => `/pkg-order/checkout/checkout?sku=${sku}&qty=1`,
    member: true,
    committed: ['light'],
  },
  { name: 'orders', path: '/pkg-order/orders/orders', member: true },
  { name: 'order', path: ({ order }) => `/pkg-order/order/order?id=${order}`, member: true, committed: ['light'] },
  { name: 'pay-result', path: ({ order }) => `/pkg-order/pay-result/pay-result?id=${order}`, member: true },
  { name: 'me', path: '/pages/me/me', member: true, committed: ['light'] },
  { name: 'me-guest', path: '/pages/me/me' },
  { name: 'sign-in', path: '/pkg-member/sign-in/sign-in' },
  { name: 'addresses', path: '/pkg-member/addresses/addresses', member: true },
  { name: 'address-edit', path: '/pkg-member/address-edit/address-edit', member: true },
  { name: 'licences', path: '/pkg-member/licences/licences' },
  { name: 'policy', path: '/pkg-member/policy/policy?kind=privacy' },
]

export const adminPages = [
  { name: 'sign-in', path: '/sign-in', guest: true },
  { name: 'workbench', path: '/', committed: ['light', 'dark'] },
  { name: 'orders', path: '/orders', committed: ['light'] },
  { name: 'order', path: ({ order }) => `/orders/${order}`, committed: ['light'] },
  { name: 'products', path: '/products', committed: ['light'] },
  { name: 'product', path: ({ product }) => `/products/${product}`, committed: ['light'] },
  { name: 'product-new', path: '/products/new' },
  { name: 'categories', path: '/categories' },
  { name: 'permits', path: '/permits' },
  { name: 'members', path: '/members' },
  { name: 'operators', path: '/operators' },
  { name: 'roles', path: '/roles' },
  { name: 'settings-shop', path: '/settings/shop' },
  { name: 'audit-log', path: '/audit-log' },
  { name: 'password', path: '/password' },
]
