/**
 * What a platform's check says of a text or a picture, from harmless to worst. `unknown`: it could not be asked, or did not
 * answer in time; nobody but a person decides then.
 */
export const CHECK_VERDICTS = ['pass', 'unknown', 'review', 'risky'] as const
export type CheckVerdict = (typeof CHECK_VERDICTS)[number]
/** What is looked through: words that others will read. */
export const CHECKED_KINDS = ['review', 'feedback'] as const
export type CheckedKind = (typeof CHECKED_KINDS)[number]
