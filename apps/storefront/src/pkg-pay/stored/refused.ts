import { instantOf, shopTimeText } from '@jishi/kernel/time'
import { asApiError } from '@/api'
import { t } from './copy'

/** What a refusal of a payment password leads to besides its words. */
export type PasswordFault = 'wrong' | 'locked' | 'unset' | 'other'

export interface Refused {
  readonly fault: PasswordFault
  readonly words: string
}

const detail = (details: unknown, name: string): unknown =>
  typeof details === 'object' && details !== null ? (details as Record<string, unknown>)[name] : undefined

/** '12-01 09:30', by the shop's clock. */
export const untilText = (at: string): string => shopTimeText(instantOf(at)).slice(5)

export const lockedWords = (until: unknown): string =>
  typeof until === 'string' ? t('stored.locked', { time: untilText(until) }) : t('stored.lockedNow')

/** The words of a refusal where a password was asked for: what is left to try, until when it is locked, or what the server says. */
export const refusedOf = (error: unknown): Refused => {
  const { code, details, message } = asApiError(error)
  if (code === 'PAY_PASSWORD_WRONG') {
    const left = Number(detail(details, 'triesLeft') ?? 0)
    return left > 0
      ? { fault: 'wrong', words: t('stored.wrong', { n: left }) }
      : { fault: 'locked', words: lockedWords(undefined) }
  }
  if (code === 'PAY_PASSWORD_LOCKED') return { fault: 'locked', words: lockedWords(detail(details, 'until')) }
  if (code === 'PAY_PASSWORD_NEEDED') return { fault: 'unset', words: message }
  return { fault: 'other', words: message }
}
