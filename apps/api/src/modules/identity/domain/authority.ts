/** What somebody may do, all roles together. */
export interface Authority {
  /** Everything, features of later releases included. */
  readonly everything: boolean
  readonly permissions: ReadonlySet<string>
}

/**
 * Whether one may give, take or manage what the other may do. Without it, whoever may edit operators could make an
 * owner, or take one over by resetting a password.
 */
export const covers = (own: Authority, other: Authority): boolean =>
  own.everything || (!other.everything && [...other.permissions].every((permission) => own.permissions.has(permission)))
