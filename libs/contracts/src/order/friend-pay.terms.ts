/** What a link for a friend is known by: 128 random-looking bits, short enough for a mini program's code. */
export const FRIEND_TOKEN = /^[A-Za-z0-9_-]{22}$/
export const MAX_WISH = 40

/** What a link leads to now. `over`: the order was closed or its time has run out. */
export const FRIEND_LINK_STATES = ['open', 'paid', 'over', 'withdrawn'] as const
export type FriendLinkState = (typeof FRIEND_LINK_STATES)[number]

/**
 * How a friend's own payment stands. `paid_by_other`: somebody else was faster and nothing was taken. `returned`: it came
 * when nothing was owed any more, and goes back by itself. `closed`: it can no longer be paid, but perhaps anew.
 */
export const FRIEND_PAYMENT_STATES = ['open', 'confirming', 'paid', 'paid_by_other', 'returned', 'closed'] as const
export type FriendPaymentState = (typeof FRIEND_PAYMENT_STATES)[number]
