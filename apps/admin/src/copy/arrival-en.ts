import type { arrivalZh } from './arrival-zh'

export const arrivalEn: Record<keyof typeof arrivalZh, string> = {
  'settings.cutOff': 'Cut-off of the day',
  'settings.cutOff.hint':
    'Such as 16:00; what is paid later counts from the next shipping day. Empty: the whole day counts',
  'settings.cutOff.wrong': 'Write it as 16:00',
  'settings.restWeekdays': 'Weekdays without shipping',
  'settings.restWeekdays.hint': 'Monday is 1, Sunday 7, with spaces between',
  'settings.restWeekdays.wrong': 'Only 1 to 7, with spaces between',
  'settings.holidays': 'Dates without shipping',
  'settings.holidays.hint': 'One a line, such as 2027-02-06',
  'settings.holidays.wrong': 'Line {n} is no date',
  'settings.arrivalDays': 'Days on the way',
  'settings.arrivalDays.hint': 'For goods without a freight template. Empty: no day of arrival is told',
}
