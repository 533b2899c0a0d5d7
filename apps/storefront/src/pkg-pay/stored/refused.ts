import { addShopDays, instantOf, shopDay, shopTimeText } from '@jishi/kernel/time'
import { asApiError, serverClock } from '@/api'
import { t } from './copy'

/** What a refusal of a payment password leads to besides its words. */
export type PasswordFault = 'wrong' | 'locked' | 'unset' | 'other'

export interface Refused {
  readonly fault: PasswordFault
  readonly words: string
}

const detail = (details: unknown, name: string): unknown =>
  typeof details === 'object' && details !== null ? (details as Record<string, unknown>)[name] : undefined

/** '今天 09:30', '明天 09:30', '12-01 09:30', by the shop's clock. */
export const untilText = (at: string): string => {
  const text = shopTimeText(instantOf(at))
  const [day, clock] = [text.slice(0, 10), text.slice(11)]
  const today = shopDay(serverClock.now())
  if (day === today) return t('time.today', { clock })
  return day === addShopDays(today, 1) ? t('stored.tomorrow', { clock }) : `${day.slice(5)} ${clock}`
}

export const lockedWords = (until: unknown): string =>
  typeof until === 'string' ? t('stored.locked', { time: untilText(until) }) : t('stored.lockedNow')

/** The words of a refusal where a recharge was to be paid: the shop's own speak of an order, or name no way on. */
export const rechargeRefused = (error: unknown): string => {
  const { code, message } = asApiError(error)
  if (code === 'PAYMENT_NOT_ALLOWED' || code === 'PAYMENT_CLOSED') return t('stored.rechargeOver')
  return code === 'RECHARGE_OVER_CAP' ? t('stored.overCapNow') : message
}

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
