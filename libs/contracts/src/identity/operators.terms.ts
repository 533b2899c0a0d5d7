export const OPERATOR_STATES = ['active', 'disabled'] as const
export type OperatorState = (typeof OPERATOR_STATES)[number]
export const MIN_PASSWORD_LENGTH = 12
export const MAX_PASSWORD_LENGTH = 200
export const USERNAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{1,29}$/
export const OPERATOR_NAME_LIMIT = 30
export const ROLE_NAME_LIMIT = 20
export const ROLE_DESCRIPTION_LIMIT = 120
/** The role that may do everything, features of later releases included. */
export const OWNER_ROLE = 'owner'
