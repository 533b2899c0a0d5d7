/** As few pieces of a SKU as this, or fewer, count as low. */
export const LOW_STOCK = 10
export const MAX_STOCK_DELTA = 1_000_000
export const MAX_ADJUSTED_SKUS = 400
/** A one-time code is free, was given to a buyer, or was struck out. */
export const SECRET_STATES = ['available', 'issued', 'void'] as const
export type SecretState = (typeof SECRET_STATES)[number]
/** Why a row of a batch cannot be taken: nothing in it, too long, twice in the batch, entered before. */
export const SECRET_FLAWS = ['EMPTY', 'TOO_LONG', 'DUPLICATE', 'KNOWN'] as const
export type SecretFlawCode = (typeof SECRET_FLAWS)[number]
export const MAX_SECRETS_AT_ONCE = 10_000
export const MAX_SECRET_LENGTH = 120
export const MAX_VOIDED_AT_ONCE = 200
/** Room for the longest batch of codes there may be, in a script of three bytes a character. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024
