import type { bellZh } from './bell-zh'

export const bellEn: Record<keyof typeof bellZh, string> = {
  'bell.title': 'Sound for new orders and after-sales',
  'bell.off': 'Off',
  'bell.on': 'On',
  'bell.mute': 'The browser stays silent until you click the page once.',
  'bell.new': 'New order',
  'bell.came': 'New orders: {n}.',
  'bell.newCase': 'New after-sale',
  'bell.cameCase': 'New after-sales: {n}.',
}
