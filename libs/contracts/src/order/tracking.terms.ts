/** Where a parcel is, in the shop's own words; carriers and their agents each have their own. */
export const PARCEL_STATES = [
  'awaiting',
  'collected',
  'in_transit',
  'delivering',
  'signed',
  'problem',
  'returning',
  'returned',
] as const
export type ParcelState = (typeof PARCEL_STATES)[number]
/** Why a parcel wants somebody: `unknown` = the carrier does not take its number, `stuck` = no news for days. */
export const PARCEL_PROBLEMS = ['problem', 'returning', 'returned', 'unknown', 'stuck'] as const
export type ParcelProblem = (typeof PARCEL_PROBLEMS)[number]
/** A parcel on the road without news for so long is taken for stuck. */
export const STUCK_AFTER_MS = 72 * 60 * 60 * 1000
