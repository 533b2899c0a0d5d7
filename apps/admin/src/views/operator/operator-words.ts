import {
  MIN_PASSWORD_LENGTH,
  OPERATOR_STATES,
  USERNAME_PATTERN,
  type OperatorState,
} from '@jishi/contracts/identity/operators.terms'
import { PERMISSIONS, type Permission } from '@jishi/contracts/identity/identity.terms'
import type { StateTab } from '@/components/state-tabs.vue'
import type { Tone } from '@/components/state-tag.vue'
import { oneOf, words } from '@/composables/list-address'
import { t } from '@/copy'

export const MAX_QUERY = 60
export const operatorFilters = { state: oneOf(OPERATOR_STATES), role: words(60), q: words(MAX_QUERY) }
export const stateTones: Record<OperatorState, Tone> = { active: 'fresh', disabled: 'quiet' }
export const stateText = (state: OperatorState): string => t(`operators.state.${state}`)
export const operatorTabs = (): StateTab<OperatorState>[] => [
  { value: undefined, label: t('operators.all') },
  ...OPERATOR_STATES.map((state) => ({ value: state, label: stateText(state) })),
]

export interface PermissionGroup {
  readonly name: string
  readonly items: readonly { readonly code: Permission; readonly title: string; readonly note: string }[]
}

type GroupOf<Code extends string> = Code extends `${infer Group}.${string}` ? Group : never

/** Every permission of this release, grouped by what stands before the dot. */
export const permissionGroups = (): PermissionGroup[] => {
  const groups = new Map<GroupOf<Permission>, PermissionGroup['items'][number][]>()
  for (const code of PERMISSIONS) {
    const group = code.slice(0, code.indexOf('.')) as GroupOf<Permission>
    const [title = '', note = ''] = t(`permission.${code}`).split('|')
    groups.set(group, [...(groups.get(group) ?? []), { code, title, note }])
  }
  return [...groups].map(([group, items]) => ({ name: t(`permission.group.${group}`), items }))
}

/** What is wrong with a new account before anybody is asked. */
export const accountFaults = (username: string, displayName: string): { username: string; displayName: string } => ({
  username: USERNAME_PATTERN.test(username.trim()) ? '' : t('operator.username.wrong'),
  displayName: displayName.trim() === '' ? t('operator.required') : '',
})

export const passwordFaults = (next: string, again: string): { next: string; again: string } => ({
  next: [...next].length < MIN_PASSWORD_LENGTH ? t('password.short') : '',
  again: next === again ? '' : t('password.differ'),
})
