import { edgesOf, initialsOf, type LifeShape, type RuleShape } from './life-check.js'

interface Described extends LifeShape {
  readonly labels?: { readonly [state: string]: string | undefined }
}

/** A Mermaid state diagram for a README. */
export function lifeMermaid(shape: Described): string {
  const lines = ['stateDiagram-v2']
  for (const state of shape.states) {
    const label = shape.labels?.[state]
    if (label !== undefined) lines.push(`  ${state}: ${state} ${label}`)
  }
  for (const state of initialsOf(shape)) lines.push(`  [*] --> ${state}`)
  for (const { action, from, to } of edgesOf(shape)) {
    if (from !== to) lines.push(`  ${from} --> ${String(to)}: ${action}`)
  }
  for (const state of shape.terminal) lines.push(`  ${state} --> [*]`)
  return `${lines.join('\n')}\n`
}

/** The table itself as Markdown: one line an action. */
export function lifeMarkdown(shape: Described): string {
  const rows = Object.entries(shape.actions).map(([action, rule]) => {
    const actors = typeof rule.actor === 'string' ? [rule.actor] : rule.actor
    return `| \`${action}\` | ${rule.from.join(', ')} | ${targetText(rule)} | ${actors.join(', ')} | ${rule.note ?? ''} |`
  })
  return `${['| action | from | to | who | note |', '|---|---|---|---|---|', ...rows].join('\n')}\n`
}

function targetText(rule: RuleShape): string {
  if (typeof rule.to === 'string') return rule.to
  return rule.from
    .map((from) => `${from} → ${String((rule.to as Record<string, string | undefined>)[from])}`)
    .join(', ')
}
