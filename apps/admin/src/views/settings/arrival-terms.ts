import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import { CUT_OFF_PATTERN, SETTING_LIMITS } from '@jishi/contracts/settings/settings.terms'
import { t } from '@/copy'
import type { PlainField } from './setting-fields'
import { linesOf } from './setting-text'

type Freight = AllSettings['freight']['value']

/** From what the day of arrival is told: when a day of shipping ends, which days are none, and how long a parcel travels. */
export const ARRIVAL_FIELDS: readonly PlainField[] = [
  { name: 'cutOff', label: 'settings.cutOff', hint: 'settings.cutOff.hint', kind: 'text', most: 5 },
  { name: 'restWeekdays', label: 'settings.restWeekdays', hint: 'settings.restWeekdays.hint', kind: 'text', most: 20 },
  { name: 'holidays', label: 'settings.holidays', hint: 'settings.holidays.hint', kind: 'lines' },
  { name: 'arrivalDays', label: 'settings.arrivalDays', hint: 'settings.arrivalDays.hint', kind: 'text', most: 3 },
]

export const typedArrival = ({ cutOff, restWeekdays, holidays, arrivalDays }: Freight): Record<string, string> => ({
  cutOff: cutOff ?? '',
  // Monday is 1 and Sunday 7, as people count.
  restWeekdays: (restWeekdays ?? [])
    .map((day) => (day === 0 ? 7 : day))
    .toSorted()
    .join(' '),
  holidays: (holidays ?? []).join('\n'),
  arrivalDays: String(arrivalDays ?? ''),
})

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
const weekdaysIn = (text: string): string[] => text.split(/[\s,，、]+/).filter((part) => part !== '')

export const ARRIVAL_FAULTS: Record<string, (text: string) => string> = {
  cutOff: (text) => (text.trim() === '' || CUT_OFF_PATTERN.test(text.trim()) ? '' : t('settings.cutOff.wrong')),
  restWeekdays: (text) =>
    weekdaysIn(text).every((part) => /^[1-7]$/.test(part)) ? '' : t('settings.restWeekdays.wrong'),
  holidays: (text) => {
    const lines = linesOf(text)
    const wrong = lines.findIndex((line) => !isDay(line))
    if (wrong >= 0) return t('settings.holidays.wrong', { n: wrong + 1 })
    return lines.length > SETTING_LIMITS.holidays ? t('settings.search.many', { most: SETTING_LIMITS.holidays }) : ''
  },
  arrivalDays: (text) => {
    const { least, most } = SETTING_LIMITS.arrivalDays
    const fits = /^\d{1,2}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
    return text.trim() === '' || fits ? '' : t('settings.number', { least, most })
  },
}

/** Nothing typed is nothing declared. */
export const arrivalOf = (
  text: (name: string) => string,
): Pick<Freight, 'cutOff' | 'restWeekdays' | 'holidays' | 'arrivalDays'> => {
  const days = text('arrivalDays')
  return {
    cutOff: text('cutOff') === '' ? null : text('cutOff'),
    restWeekdays: [...new Set(weekdaysIn(text('restWeekdays')).map((part) => Number(part) % 7))],
    holidays: [...new Set(linesOf(text('holidays')))],
    arrivalDays: days === '' ? null : Number(days),
  }
}
