import type { SetPayPasswordBody } from '@jishi/contracts/payment/stored-value.schema'
import { isWeakPayPassword } from '@jishi/contracts/payment/stored-value.terms'
import { secondMs } from '@jishi/kernel/time'
import { onUnmounted, ref } from 'vue'
import { platform } from '#platform'
import { codeOf, isUnanswered, wordsOf } from '@/api'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '../stored/copy'
import { lockedWords, refusedOf } from '../stored/refused'
import { lockedUntil } from '../stored/locked-until'
import { stored } from '../stored/stored-api'

/** What the six digits just asked for are. */
export type Step = 'way' | 'code' | 'current' | 'first' | 'second'

/** Why these digits cannot be a password; empty where they can. */
export const newFault = (password: string, first: string | null): string => {
  if (first !== null) return first === password ? '' : t('stored.notSame')
  return isWeakPayPassword(password) ? t('stored.weak') : ''
}

/** Sends the code to the member's own phone and counts down until it can be sent again. */
const useCode = () => {
  const phone = ref('')
  const wait = ref(0)
  const sending = ref(false)
  let timer: ReturnType<typeof setInterval> | null = null
  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }
  onUnmounted(stop)

  const count = (seconds: number): void => {
    stop()
    wait.value = seconds
    timer = setInterval(() => {
      wait.value = Math.max(0, wait.value - 1)
      if (wait.value === 0) stop()
    }, secondMs)
  }

  const send = async (): Promise<boolean> => {
    if (sending.value || wait.value > 0) return false
    sending.value = true
    try {
      const { phoneMasked, resendAfterSeconds } = await stored.sendCode()
      phone.value = phoneMasked
      count(resendAfterSeconds)
      toast(t('stored.codeSent', { phone: phoneMasked }))
      return true
    } catch (error) {
      toast(wordsOf(error))
      if (codeOf(error) === 'PHONE_NEEDED') places.bindPhone()
      return false
    } finally {
      sending.value = false
    }
  }

  return { phone, wait, sending, send }
}

/** Which question is asked now, and what was wrong with the answer before. */
const useSteps = () => {
  const step = ref<Step>('way')
  const fault = ref('')
  const times = ref(0)
  const to = (next: Step, why = ''): void => {
    step.value = next
    fault.value = why
    times.value += 1
  }
  return { step, fault, times, to }
}

/** Where a refusal leads back to, and what it says there. */
export const backTo = async (error: unknown): Promise<{ step: Step; words: string }> => {
  const { fault, words } = refusedOf(error)
  if (codeOf(error) === 'SMS_CODE_WRONG') return { step: 'code', words }
  if (fault === 'wrong') return { step: 'current', words }
  if (fault === 'locked') return { step: 'way', words: await lockedUntil(words) }
  return { step: 'first', words: isUnanswered(error) ? t('stored.saveUnknown') : words }
}

const bodyOf = (current: string, code: string, password: string): SetPayPasswordBody =>
  current === '' ? { by: 'sms', code, password } : { by: 'current', current, password }

/** Setting the first password, changing it by the present one, or setting it anew by a code to the phone. */
export const usePasswordForm = () => {
  const { step, fault, times, to } = useSteps()
  const had = ref(false)
  const busy = ref(false)
  const code = ref('')
  const current = ref('')
  const first = ref('')
  const sms = useCode()

  /** By a code, whatever the present password is. */
  const startSms = async (): Promise<void> => {
    current.value = ''
    if ((await sms.send()) || sms.phone.value !== '') to('code')
  }

  const begin = async (way: string | undefined): Promise<void> => {
    const { pinSet, pinLockedUntil } = await stored.balance()
    had.value = pinSet
    const why = pinLockedUntil === null ? '' : lockedWords(pinLockedUntil)
    to(!pinSet || way === 'sms' || pinLockedUntil !== null ? 'way' : 'current', why)
  }

  const save = async (password: string): Promise<void> => {
    busy.value = true
    try {
      await stored.setPassword({ body: bodyOf(current.value, code.value, password) })
      toastDone(t('stored.passwordSaved'))
      platform.back()
    } catch (error) {
      const { step: next, words } = await backTo(error)
      code.value = next === 'code' ? '' : code.value
      to(next, words)
    } finally {
      busy.value = false
    }
  }

  const typed = async (digits: string): Promise<void> => {
    if (step.value === 'current') {
      current.value = digits
      return to('first')
    }
    const why = newFault(digits, step.value === 'second' ? first.value : null)
    if (why !== '') return to('first', why)
    if (step.value === 'second') return save(digits)
    first.value = digits
    to('second')
  }

  const coded = (): void => {
    if (/^\d{6}$/.test(code.value)) to('first')
    else fault.value = t('stored.codeSix')
  }

  return { step, had, fault, busy, times, code, sms, begin, startSms, typed, coded }
}
