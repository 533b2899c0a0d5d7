/** A member's balance in their drawer. */
export const storedEn = {
  'stored.title': 'Stored value',
  'stored.principal': 'Paid in',
  'stored.bonus': 'Bonus',
  'stored.held': 'Kept for payments',
  'stored.cap': 'Limit {amount}',
  'stored.pinSet': 'Payment password set',
  'stored.pinUnset': 'No payment password',
  'stored.locked': 'Payment password locked until {until}',
  'stored.none': 'Nothing has moved',
  'stored.entries': 'What moved the balance',
  'stored.after': '{amount} left',
  'stored.more': 'Earlier ones',
  'stored.reason.recharge': 'Recharge',
  'stored.reason.payment': 'Payment of an order',
  'stored.reason.order_refund': 'Refund of an order',
  'stored.reason.recharge_refund': 'Taken back',
} as const
