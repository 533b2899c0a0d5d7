import { MEMBER_STATES, type MemberState } from '@jishi/contracts/identity/members.terms'
import type { Chip } from '@/components/filter-chips.vue'
import type { StateTab } from '@/components/state-tabs.vue'
import type { Tone } from '@/components/state-tag.vue'
import { calendarDay, oneOf, ungrouped, type FilterValues } from '@/composables/list-address'
import { t, type CopyKey } from '@/copy'

export const MAX_QUERY = 60
export const memberFilters = {
  state: oneOf(MEMBER_STATES),
  q: ungrouped(MAX_QUERY),
  from: calendarDay,
  to: calendarDay,
}

export const stateTones: Record<MemberState, Tone> = { active: 'fresh', blocked: 'gold' }
export const stateText = (state: MemberState): string => t(`members.state.${state}`)
export const memberTabs = (): StateTab<MemberState>[] => [
  { value: undefined, label: t('members.all') },
  ...MEMBER_STATES.map((state) => ({ value: state, label: stateText(state) })),
]

export const memberChips = ({ q, from, to }: FilterValues<typeof memberFilters>): Chip[] => [
  ...(q === undefined ? [] : [{ key: 'q', text: q }]),
  ...(from === undefined && to === undefined
    ? []
    : [{ key: 'days', text: from === to ? String(from) : `${from ?? '…'} – ${to ?? '…'}` }]),
]

const providers: Record<string, CopyKey> = {
  weixin: 'member.provider.weixin',
  weixin_oa: 'member.provider.weixin_oa',
  alipay: 'member.provider.alipay',
}
/** A platform this page does not know yet is called what the server calls it. */
export const providersText = (names: readonly string[], hasPhone: boolean): string =>
  [
    ...(hasPhone ? [t('member.provider.phone')] : []),
    ...names.map((name) => (providers[name] === undefined ? name : t(providers[name]))),
  ].join('、')
