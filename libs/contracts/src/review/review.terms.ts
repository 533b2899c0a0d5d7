/** Where a review, or what was added to one, stands. Only `shown` is seen by anybody but its author and operators. */
export const REVIEW_STATES = ['waiting', 'shown', 'refused', 'hidden', 'appealed', 'rejected'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]
export const REVIEW_DECISIONS = ['pass', 'refuse', 'hide', 'restore'] as const
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number]
export const REVIEW_ACTIONS = [...REVIEW_DECISIONS, 'appeal'] as const
export type ReviewAction = (typeof REVIEW_ACTIONS)[number]
/** A review has two parts that are looked at one by one: itself, and what its author added once. */
export const REVIEW_PARTS = ['review', 'append'] as const
export type ReviewPart = (typeof REVIEW_PARTS)[number]
/** What shoppers filter by; `low` is one and two stars. */
export const REVIEW_FILTERS = ['all', 'pictures', 'appended', 'low'] as const
export type ReviewFilter = (typeof REVIEW_FILTERS)[number]
/** What somebody who gave few stars was not content with. */
export const LOW_TAGS = [
  'not_as_described',
  'not_fresh',
  'damaged',
  'missing_pieces',
  'badly_packed',
  'slow',
  'unfriendly',
] as const
/** Short words a buyer may tick; good and bad ones alike, because a review is no praise. */
export const REVIEW_TAGS = ['fresh', 'as_described', 'tasty', 'well_packed', 'worth_it', 'fast', ...LOW_TAGS] as const
export type ReviewTag = (typeof REVIEW_TAGS)[number]
export const REVIEW_LIMITS = { text: 500, pictures: 6, tags: 5, reply: 300, note: 200, words: 500, word: 20 } as const
export const MAX_STARS = 5
export const LOW_STARS = 2
