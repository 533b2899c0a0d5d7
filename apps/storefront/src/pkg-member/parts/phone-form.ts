import type { SmsSent } from '@jishi/contracts/identity/identity.schema'
import { PHONE_PATTERN, SMS_CODE_LENGTH, type SmsPurpose } from '@jishi/contracts/identity/identity.terms'
import { onUnmounted, ref, type Ref } from 'vue'
import { ApiError, api, codeOf, wordsOf } from '@/api'
import { useLoad } from '@/composables/load'
import { toast } from '@/composables/toast'
import { t } from '../words/copy'

const SHAKE_MS = 1200

/** Seconds until another code may be asked for. */
const useWait = (): { seconds: Ref<number>; begin(from: number): void } => {
  const seconds = ref(0)
  let timer: ReturnType<typeof setInterval> | null = null

  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  const begin = (from: number): void => {
    stop()
    seconds.value = from
    timer = setInterval(() => {
      seconds.value -= 1
      if (seconds.value <= 0) stop()
    }, 1000)
  }

  onUnmounted(stop)
  return { seconds, begin }
}

/** The policies of today, accepted before a phone or a platform's code is used for anything. */
export const useConsent = () => {
  const policies = useLoad(() => api.identity.policies())
  const agreed = ref(false)
  const shaken = ref(false)
  const version = (): string => policies.value.value?.version ?? ''

  const consented = (): boolean => {
    if (agreed.value && version() !== '') return true
    if (agreed.value) {
      // Nothing can be accepted that has not arrived yet.
      void policies.run()
      toast(t('common.slow'))
      return false
    }
    shaken.value = true
    setTimeout(() => (shaken.value = false), SHAKE_MS)
    toast(t('signIn.consentFirst'))
    return false
  }

  /** Says why it was refused. When the shop has new policies, those are shown and accepted first. */
  const refused = (error: unknown): void => {
    toast(wordsOf(error))
    if (codeOf(error) !== 'CONSENT_REQUIRED') return
    agreed.value = false
    void policies.run()
  }

  return { policies, agreed, shaken, version, consented, refused }
}

export type Consent = ReturnType<typeof useConsent>

/** A phone and its code, and what is wrong with them. Asking for a code again waits as long as the shop says. */
export const usePhoneForm = (purpose: SmsPurpose, consent: Consent) => {
  const phone = ref('')
  const code = ref('')
  const sending = ref(false)
  const wait = useWait()

  const phoneRight = (): boolean => {
    if (PHONE_PATTERN.test(phone.value)) return true
    toast(t('signIn.phoneWrong'))
    return false
  }

  const codeRight = (): boolean => {
    if (code.value.length === SMS_CODE_LENGTH && /^\d+$/.test(code.value)) return true
    toast(t('signIn.codeWrong'))
    return false
  }

  const requestCode = (): Promise<SmsSent> =>
    api.identity.sendSms({ body: { phone: phone.value, purpose, consentVersion: consent.version() } })

  const send = async (): Promise<void> => {
    if (sending.value || wait.seconds.value > 0 || !consent.consented() || !phoneRight()) return
    sending.value = true
    try {
      wait.begin((await requestCode()).resendAfterSeconds)
      toast(t('signIn.sent'))
    } catch (error) {
      if (error instanceof ApiError && error.retryAfterSeconds !== undefined) wait.begin(error.retryAfterSeconds)
      consent.refused(error)
    } finally {
      sending.value = false
    }
  }

  const ready = (): boolean => consent.consented() && phoneRight() && codeRight()

  return { phone, code, waitSeconds: wait.seconds, sending, send, ready }
}
