/** What is done to a sound shop, and how a violating row of the rule shows it. */
export interface Corruption {
  readonly what: string
  /** Constraints (`table.name`) and indexes (`name`) that stand in the way; triggers and foreign keys are always off. */
  readonly without?: readonly string[]
  readonly sql: string
  /** No other rule finds it. */
  readonly alone?: true
  /** Part of a violating row's JSON: tells the branches of one rule apart. */
  readonly seenAs?: string
}
