import type { AuditRow } from '@jishi/contracts/audit-log/audit-log.schema'
import type { RouteLocationRaw } from 'vue-router'
import { calendarDay, uuid, words, type FilterField } from '@/composables/list-address'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'

export const MAX_SUBJECT = 80
const actionField: FilterField = {
  read: (text) => (/^[a-z_]+(?:\.[a-z_]+)?$/.test(text) && text.length <= 80 ? text : undefined),
}
export const auditFilters = {
  operator: uuid,
  action: actionField,
  subjectId: words(MAX_SUBJECT),
  from: calendarDay,
  to: calendarDay,
}

/** Words where there are some; what a newer release writes is shown as it stands. */
const wordsOf = (key: string, fallback: string): string => (key in zh ? t(key as CopyKey) : fallback)
export const actionText = (action: string): string => wordsOf(`audit.do.${action}`, action)
export const kindText = (kind: string): string => wordsOf(`audit.kind.${kind}`, kind)
export const actorText = ({ actorName, actorKind }: AuditRow): string =>
  actorName ?? wordsOf(`audit.actor.${actorKind}`, actorKind)

const known = (prefix: string): string[] =>
  Object.keys(zh)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
export const actionChoices = (): { value: string; label: string }[] => [
  ...known('audit.family.').map((family) => ({ value: family, label: t(`audit.family.${family}` as CopyKey) })),
  ...known('audit.do.').map((action) => ({ value: action, label: actionText(action) })),
]

/** Where the subject of a row can be looked at, if there is a room for it. */
export const subjectRoom = ({ subjectKind, subjectId }: AuditRow): RouteLocationRaw | undefined => {
  if (subjectKind === 'order') return { name: 'order', params: { id: subjectId } }
  if (subjectKind === 'member') return { name: 'members', query: { open: subjectId } }
  if (subjectKind === 'setting') return { name: 'settings', params: { section: subjectId } }
  if (subjectKind === 'payment') return { name: 'payment', params: { id: subjectId } }
  if (subjectKind === 'refund') return { name: 'refund', params: { id: subjectId } }
  if (subjectKind === 'product') return { name: 'product', params: { id: subjectId } }
  return undefined
}

export interface DiffLine {
  readonly path: string
  readonly before: string
  readonly after: string
}

const leavesOf = (value: unknown, path: string, into: Map<string, string>): void => {
  const isTree = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  if (!isTree) {
    if (value !== undefined && (value !== null || path !== '')) into.set(path, shown(value))
    return
  }
  for (const [name, inner] of Object.entries(value)) leavesOf(inner, path === '' ? name : `${path}.${name}`, into)
}
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What became different, field by field; fields that stayed the same say nothing and are left out. */
export const diffOf = (before: unknown, after: unknown): DiffLine[] => {
  const [was, is] = [new Map<string, string>(), new Map<string, string>()]
  leavesOf(before, '', was)
  leavesOf(after, '', is)
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => ({ path, before: was.get(path) ?? '', after: is.get(path) ?? '' }))
}
