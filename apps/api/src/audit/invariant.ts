/** One truth about the shop's tables: a query that answers with the rows that break it. */
export interface Invariant {
  readonly id: string
  readonly title: string
  /** A single select without side effects. A live one reads `$1`: the time up to which things must have happened. */
  readonly sql: string
  readonly live?: boolean
}

/** A rule whose feature is not built yet, with the reason; it becomes an Invariant with the feature. */
export interface NotYet {
  readonly id: string
  readonly title: string
  readonly why: string
}

export type Rule = Invariant | NotYet

export const isNotYet = (rule: Rule): rule is NotYet => 'why' in rule

/**
 * Facts told by an event that no handler has answered yet: what follows from them is on its way. Safety rules leave
 * them out; that they do not stay so is a liveness rule.
 */
export const unheard = (event: string, field: string, value: string): string =>
  `exists (select 1 from outbox o where o.name = '${event}' and o.payload ->> '${field}' = ${value}
     and not exists (select 1 from handled_events h where h.event_id = o.id))`
