import type { SmsSent } from '@jishi/contracts/identity/identity.schema'
import { PHONE_PATTERN, SMS_CODE_LENGTH } from '@jishi/contracts/identity/identity.terms'
import { onUnmounted, ref, type Ref } from 'vue'
import { platform } from '#platform'
import { ApiError, api, codeOf } from '@/api'
import { useLoad } from '@/composables/load'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '@/copy'
import { useSession } from '@/stores/session'

const SHAKE_MS = 1200

const wordsOf = (error: unknown): string => (error instanceof ApiError ? error.message : t('error.unknown'))

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

/** The fields of the form and what is wrong with them, in the order a person fills them in. Consent comes first. */
const useFields = () => {
  const phone = ref('')
  const code = ref('')
  const agreed = ref(false)
  const shaken = ref(false)

  const consented = (): boolean => {
    if (agreed.value) return true
    shaken.value = true
    setTimeout(() => (shaken.value = false), SHAKE_MS)
    toast(t('signIn.consentFirst'))
    return false
  }

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

  return { phone, code, agreed, shaken, consented, phoneRight, codeRight }
}

type Fields = ReturnType<typeof useFields>

/** Asking for a code, and not sooner again than the shop allows. */
const useCode = (fields: Fields, version: () => string, refused: (error: unknown) => void) => {
  const wait = useWait()
  const sending = ref(false)

  const requestCode = (): Promise<SmsSent> =>
    api.identity.sendSms({ body: { phone: fields.phone.value, purpose: 'sign_in', consentVersion: version() } })

  const send = async (): Promise<void> => {
    if (sending.value || wait.seconds.value > 0 || !fields.consented() || !fields.phoneRight()) return
    sending.value = true
    try {
      wait.begin((await requestCode()).resendAfterSeconds)
      toast(t('signIn.sent'))
    } catch (error) {
      if (error instanceof ApiError && error.retryAfterSeconds !== undefined) wait.begin(error.retryAfterSeconds)
      refused(error)
    } finally {
      sending.value = false
    }
  }

  return { waitSeconds: wait.seconds, sending, send }
}

/** Signing in by phone: the policies of today are accepted before the phone is used for anything. */
export const useSignIn = () => {
  const session = useSession()
  const policies = useLoad(() => api.identity.policies())
  const version = (): string => policies.value.value?.version ?? ''
  const fields = useFields()
  const signing = ref(false)
  let then: string | undefined

  const start = (next: string | undefined): void => {
    then = next
    void policies.run()
  }

  /** The shop has new policies: show and accept those first. */
  const refused = (error: unknown): void => {
    toast(wordsOf(error))
    if (codeOf(error) !== 'CONSENT_REQUIRED') return
    fields.agreed.value = false
    void policies.run()
  }

  const submit = async (): Promise<void> => {
    if (signing.value || !fields.consented() || !fields.phoneRight() || !fields.codeRight()) return
    const { phone, code } = fields
    signing.value = true
    try {
      await session.signIn({
        method: 'sms',
        phone: phone.value,
        code: code.value,
        consentVersion: version(),
        device: platform.device(),
      })
      toastDone(t('signIn.done'))
      if (then === 'checkout') places.checkoutInstead()
      else platform.back()
    } catch (error) {
      refused(error)
    } finally {
      signing.value = false
    }
  }

  return { policies, ...fields, ...useCode(fields, version, refused), signing, start, submit }
}
