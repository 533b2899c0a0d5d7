import type { priceChangeZh } from './price-change-zh'

export const priceChangeEn: Record<keyof typeof priceChangeZh, string> = {
  'order.step.change_price': 'The shop changed the price',
  'order.due.price_waits': 'Price to agree to',
  'permission.order.price': 'Change prices|Of unpaid orders; beyond a limit somebody else has to agree',
  'permission.order.price-approve': 'Agree to prices|Or refuse what a colleague changed beyond the limit',
  'settings.priceChangePercent': 'Change of price: share of the goods (%)',
  'settings.priceChangePercent.hint':
    'Within both limits one person may change a price; beyond them a second one has to agree',
  'settings.priceChangeFen': 'Change of price: amount (yuan)',
  'audit.do.order.price_changed': 'Changed what an order costs',
  'audit.do.order.price_proposed': 'Proposed another price',
  'audit.do.order.price_approved': 'Agreed to a price',
  'audit.do.order.price_refused': 'Refused a price',
  'audit.do.order.price_withdrawn': 'Withdrew a price',
}
