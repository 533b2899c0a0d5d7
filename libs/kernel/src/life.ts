import { assert, present } from './assert.js'
import { DomainError } from './errors.js'
import { problemsOf } from './life-check.js'
import { lifeMarkdown, lifeMermaid } from './life-text.js'

export type LifeActor = 'member' | 'operator' | 'system'

/** True lets the action pass; a text says why not, for the details of the refusal. */
export type GuardAnswer = boolean | string

/** One action of a life. `to` may differ by the state it is taken from; 'same' changes facts and keeps the state. */
export interface LifeRule<State extends string, Facts> {
  readonly from: readonly State[]
  readonly to: NoInfer<State> | 'same' | { readonly [from in State]?: State }
  readonly actor: LifeActor | readonly LifeActor[]
  readonly guard?: (facts: Facts) => GuardAnswer
  readonly note?: string
}

/** A life cycle 状态机 as data, keyed by action. `refusal` is the error code of an action that is not allowed. */
export interface LifeTable<State extends string, Action extends string, Facts> {
  readonly name: string
  readonly refusal: string
  readonly states: readonly State[]
  readonly initial: NoInfer<State> | readonly NoInfer<State>[]
  readonly terminal: readonly NoInfer<State>[]
  readonly actions: { readonly [action in Action]: LifeRule<NoInfer<State>, Facts> }
  /** What people read for a state, used in the documentation. */
  readonly labels?: { readonly [state in State]?: string }
}

export type RefusalReason = { readonly state: string; readonly action: string; readonly reason: string }

export interface Life<State extends string, Action extends string, Facts> {
  readonly table: LifeTable<State, Action, Facts>
  /** The state the action leads to. Throws the life's refusal when the state, the actor or the guard forbids it. */
  next(state: State, action: Action, facts: Facts, actor?: LifeActor): State
  /** Why the action is not possible now, undefined when it is. */
  refusal(state: State, action: Action, facts: Facts, actor?: LifeActor): RefusalReason | undefined
  /** The actions that this actor may take now, in the order of the table. */
  allowed(state: State, facts: Facts, actor: LifeActor): Action[]
  isTerminal(state: State): boolean
  /** The faults of the table, none for a life that could be defined. */
  check(): string[]
  toMermaid(): string
  toMarkdown(): string
}

/** Makes a life of a table. A table with a fault (an unknown target, a state nobody reaches) fails here, at start-up. */
export function defineLife<const State extends string, const Action extends string, Facts = void>(
  table: LifeTable<State, Action, Facts>,
): Life<State, Action, Facts> {
  const problems = problemsOf(table)
  assert(problems.length === 0, `the life of ${table.name} is not sound: ${problems.join('; ')}`)
  const actions = Object.keys(table.actions) as Action[]
  const refusal = (state: State, action: Action, facts: Facts, actor?: LifeActor): RefusalReason | undefined => {
    const reason = reasonAgainst(present(table.actions[action], `action ${action}`), state, facts, actor)
    return reason === undefined ? undefined : { state, action, reason }
  }
  return {
    table,
    refusal,
    next(state, action, facts, actor) {
      const refused = refusal(state, action, facts, actor)
      if (refused) throw new DomainError(table.refusal, refused)
      return targetOf<State, Facts>(table.actions[action], state)
    },
    allowed: (state, facts, actor) => actions.filter((action) => !refusal(state, action, facts, actor)),
    isTerminal: (state) => table.terminal.includes(state),
    check: () => problemsOf(table),
    toMermaid: () => lifeMermaid(table),
    toMarkdown: () => lifeMarkdown(table),
  }
}

function reasonAgainst<State extends string, Facts>(
  rule: LifeRule<State, Facts>,
  state: State,
  facts: Facts,
  actor: LifeActor | undefined,
): string | undefined {
  if (!rule.from.includes(state)) return 'STATE'
  if (actor !== undefined && !actorsOf(rule).includes(actor)) return 'ACTOR'
  const answer = rule.guard ? rule.guard(facts) : true
  if (answer === true) return undefined
  return answer === false ? 'GUARD' : answer
}

/** Where a rule leads from a state it may be taken in. */
export function targetOf<State extends string, Facts>(rule: LifeRule<State, Facts>, from: State): State {
  if (rule.to === 'same') return from
  if (typeof rule.to === 'string') return rule.to as State
  return present<State>((rule.to as { readonly [from in State]?: State })[from], `the target from ${from}`)
}

export function actorsOf(rule: { readonly actor: LifeActor | readonly LifeActor[] }): readonly LifeActor[] {
  return typeof rule.actor === 'string' ? [rule.actor] : rule.actor
}
