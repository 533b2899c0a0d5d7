/** How a change of an unpaid order's price stands: `replaced` by a later one, `overtaken` when the order was paid or closed first. */
export const PRICE_CHANGE_STATES = ['proposed', 'in_force', 'replaced', 'refused', 'withdrawn', 'overtaken'] as const
export type PriceChangeState = (typeof PRICE_CHANGE_STATES)[number]
/** What may be asked of a change that waits for a second person. */
export const PRICE_CHANGE_ACTIONS = ['approve', 'refuse', 'withdraw'] as const
export type PriceChangeAction = (typeof PRICE_CHANGE_ACTIONS)[number]
export const MAX_PRICE_WORDS = 60
/** No line is moved by more than this, whoever agrees: 100 000.00. */
export const MAX_PRICE_CHANGE_FEN = 10_000_000
