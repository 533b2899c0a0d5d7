import type { kindsZh } from './kinds-zh'

export const kindsEn: Record<keyof typeof kindsZh, string> = {
  'kind.label': 'Kind of goods',
  'kind.physical': 'Parcel',
  'kind.virtual': 'Virtual',
  'kind.card_secret': 'One-time code',
  'kind.service': 'Service in the shop',
  'kind.note.physical': 'Sent by a courier to the address the buyer gives',
  'kind.note.virtual': 'Handed over by itself once paid; no address',
  'kind.note.card_secret': 'Once paid, a one-time code is issued by itself; the stock is the codes entered',
  'kind.note.service': 'Served on the spot; no address',
  'kind.fixed': 'Cannot change once on the shelf or in stock',
  'delivery.express': 'Courier',
  'delivery.virtual': 'Virtual, by itself',
  'delivery.card_secret': 'Codes, by themselves',
  'delivery.service': 'Served in the shop',
  'delivery.title': 'Delivery',
  'delivery.noReceiver': 'No address needed',
  'delivery.issued': '{n} of {of} handed over',
  'delivery.byItself': 'Handed over by itself once paid',
  'delivery.short': 'Short of codes; issued once some are entered',
}
