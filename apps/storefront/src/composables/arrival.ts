import { t } from '@/copy'

/** 预计 12月3日 送达; nothing where no day is told, or by a shop that does not know of days yet. */
export const arrivalText = (day: string | null | undefined): string => {
  const [, m, d] = /^\d{4}-(\d\d)-(\d\d)$/.exec(day ?? '') ?? []
  return m === undefined || d === undefined ? '' : t('arrives', { m: Number(m), d: Number(d) })
}

/** What is known of a parcel's way, in one line. */
export const withArrival = (words: string, day: string | null | undefined): string =>
  [words, arrivalText(day)].filter((part) => part !== '').join(' · ')
