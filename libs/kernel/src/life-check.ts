/** The part of a life table that its soundness depends on; states are plain texts here, as a faulty table may hold any. */
export interface LifeShape {
  readonly states: readonly string[]
  readonly initial: string | readonly string[]
  readonly terminal: readonly string[]
  readonly actions: { readonly [action: string]: RuleShape }
}

export interface RuleShape {
  readonly from: readonly string[]
  readonly to: string | { readonly [from: string]: string | undefined }
  readonly actor: string | readonly string[]
  readonly note?: string
}

export interface Edge {
  readonly action: string
  readonly from: string
  /** Undefined where the rule names no target for this state. */
  readonly to: string | undefined
}

export function initialsOf(shape: LifeShape): readonly string[] {
  return typeof shape.initial === 'string' ? [shape.initial] : shape.initial
}

/** Every step the table describes, actions in their order. */
export function edgesOf(shape: LifeShape): Edge[] {
  return Object.entries(shape.actions).flatMap(([action, rule]) =>
    rule.from.map((from) => ({ action, from, to: targetIn(rule, from) })),
  )
}

function targetIn(rule: RuleShape, from: string): string | undefined {
  if (rule.to === 'same') return from
  return typeof rule.to === 'string' ? rule.to : rule.to[from]
}

/** What is wrong with a table, as sentences; empty when it is sound. */
export function problemsOf(shape: LifeShape): string[] {
  return [...nameProblems(shape), ...ruleProblems(shape), ...pathProblems(shape)]
}

function nameProblems(shape: LifeShape): string[] {
  const known = new Set(shape.states)
  const problems: string[] = []
  if (known.size !== shape.states.length) problems.push('a state is listed twice')
  if (known.has('same')) problems.push("'same' is not a name for a state")
  if (initialsOf(shape).length === 0) problems.push('there is no initial state')
  for (const state of initialsOf(shape)) if (!known.has(state)) problems.push(`unknown initial state ${state}`)
  for (const state of shape.terminal) if (!known.has(state)) problems.push(`unknown terminal state ${state}`)
  return problems
}

function ruleProblems(shape: LifeShape): string[] {
  const known = new Set(shape.states)
  const problems = Object.entries(shape.actions).flatMap(([action, rule]) => oneRuleProblems(action, rule))
  for (const { action, from, to } of edgesOf(shape)) {
    if (!known.has(from)) problems.push(`${action} starts from unknown state ${from}`)
    if (to === undefined) problems.push(`${action} has no target from ${from}`)
    else if (!known.has(to)) problems.push(`${action} leads to unknown state ${to}`)
  }
  return problems
}

function oneRuleProblems(action: string, rule: RuleShape): string[] {
  const problems: string[] = []
  if (rule.from.length === 0) problems.push(`${action} can be taken from nowhere`)
  if (new Set(rule.from).size !== rule.from.length) problems.push(`${action} names a state twice`)
  if (rule.actor.length === 0) problems.push(`${action} can be taken by nobody`)
  const targeted = typeof rule.to === 'string' ? [] : Object.keys(rule.to)
  for (const stray of targeted.filter((from) => !rule.from.includes(from))) {
    problems.push(`${action} has a target for ${stray}, which it cannot be taken from`)
  }
  return problems
}

function pathProblems(shape: LifeShape): string[] {
  const edges = edgesOf(shape).filter(({ from, to }) => from !== to)
  const reached = reachable(initialsOf(shape), edges)
  const problems: string[] = []
  for (const state of shape.states) {
    const hasExit = edges.some(({ from }) => from === state)
    if (!reached.has(state)) problems.push(`nothing leads to ${state}`)
    if (shape.terminal.includes(state) && hasExit) problems.push(`terminal state ${state} has an exit`)
    if (!shape.terminal.includes(state) && !hasExit) problems.push(`${state} is a dead end but not terminal`)
  }
  return problems
}

function reachable(starts: readonly string[], edges: readonly Edge[]): Set<string> {
  const reached = new Set<string>()
  const waiting = [...starts]
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (reached.has(state)) continue
    reached.add(state)
    for (const edge of edges) if (edge.from === state && edge.to !== undefined) waiting.push(edge.to)
  }
  return reached
}
