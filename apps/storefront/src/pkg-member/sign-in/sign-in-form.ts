import type { SignInBody } from '@jishi/contracts/identity/identity.schema'
import type { SignInNotice } from '@jishi/contracts/identity/identity.terms'
import { ref } from 'vue'
import { platform } from '#platform'
import { codeOf } from '@/api'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { weixinAnswer } from '@/composables/weixin-oauth'
import { t } from '../words/copy'
import type { PhoneProof } from '@/platform/types'
import { useSession } from '@/stores/session'
import { useConsent, usePhoneForm, type Consent } from '../parts/phone-form'
import { goToWeixin, quickBody } from './quick-way'

/** Where the shopper goes once they are in: on to the checkout, to where WeChat took them from, or simply back. */
const useWayOn = () => {
  let next: string | undefined
  let after: string | undefined
  const go = (): void => {
    toastDone(t('signIn.done'))
    if (after !== undefined) places.restartAt(after)
    else if (next === 'checkout') places.checkoutInstead()
    else platform.back()
  }
  return {
    next: () => next,
    begin: (then: string | undefined): void => void (next = then),
    resume: (path: string): void => void (after = path),
    go,
  }
}

type WayOn = ReturnType<typeof useWayOn>

/** Sends one sign-in at a time. What it could not do on the way is shown before going on. */
const useSending = (consent: Consent, go: () => void) => {
  const session = useSession()
  const signing = ref(false)
  const notice = ref<SignInNotice | null>(null)

  const send = async (ask: () => Promise<SignInBody | null>, refused: (error: unknown) => void): Promise<void> => {
    if (signing.value) return
    signing.value = true
    try {
      const body = await ask()
      if (body) notice.value = (await session.signIn(body))[0] ?? null
      else return toast(t('signIn.noCode'))
      if (notice.value === null) go()
    } catch (error) {
      consent.refused(error)
      refused(error)
    } finally {
      signing.value = false
    }
  }

  return { signing, notice, send }
}

type Sending = ReturnType<typeof useSending>

/** By phone and code. An account that was not used for long asks for a name it once sent goods to. */
const useBySms = (consent: Consent, sending: Sending) => {
  const form = usePhoneForm('sign_in', consent)
  const asleep = ref(false)
  const receiver = ref('')
  /** The platform's account is to be joined to the one the phone opens. */
  const joining = ref(false)

  const body = async (): Promise<SignInBody> => {
    const identity = joining.value ? await platform.quickProof() : null
    const name = receiver.value.trim()
    return {
      method: 'sms',
      phone: form.phone.value,
      code: form.code.value,
      consentVersion: consent.version(),
      device: platform.device(),
      ...(identity ? { identity } : {}),
      ...(asleep.value && name !== '' ? { receiverName: name } : {}),
    }
  }

  const submit = async (): Promise<void> => {
    if (!form.ready()) return
    if (asleep.value && receiver.value.trim() === '') return toast(t('signIn.receiverHint'))
    await sending.send(body, (error) => {
      if (codeOf(error) === 'ACCOUNT_ASLEEP') asleep.value = true
    })
  }

  return { ...form, asleep, receiver, joining, submit }
}

/** By the platform's own account, where there is one: a silent code, or WeChat's page and back. */
const useByAccount = (consent: Consent, wayOn: WayOn, sending: Sending, toSms: () => void) => {
  const refused = (error: unknown): void => {
    const code = codeOf(error)
    if (code === 'SIGN_IN_METHOD_OFF' || code === 'PHONE_PROOF_INVALID') toSms()
  }

  const byAccount = async (phone: PhoneProof | null): Promise<void> => {
    if (!consent.consented()) return
    const ask = async (): Promise<SignInBody | null> => {
      const proof = await platform.quickProof()
      return proof && quickBody(proof, phone, consent.version())
    }
    await sending.send(ask, refused)
  }

  const byWeixinPage = async (): Promise<void> => {
    if (!consent.consented()) return
    await goToWeixin(consent.version(), wayOn.next()).catch((error: unknown) => {
      consent.refused(error)
      refused(error)
    })
  }

  /** Back from WeChat's page with a code: the consent was given before leaving. */
  const comeBack = (): void => {
    const found = weixinAnswer('signIn')
    if (!found) return
    const { code, errand } = found
    wayOn.resume(errand.then)
    consent.agreed.value = true
    const body = quickBody({ method: 'weixin_oa', code }, null, errand.consentVersion)
    void sending.send(() => Promise.resolve(body), refused)
  }

  return { byAccount, byWeixinPage, comeBack }
}

/** Signing in, by the platform's own account where there is one and by a message everywhere. Consent comes first. */
export const useSignIn = () => {
  const consent = useConsent()
  const wayOn = useWayOn()
  const sending = useSending(consent, wayOn.go)
  const sms = useBySms(consent, sending)
  const quick = platform.quickWay()
  const way = ref<'quick' | 'sms'>(quick === null ? 'sms' : 'quick')
  const account = useByAccount(consent, wayOn, sending, () => (way.value = 'sms'))

  const joinBySms = (): void => {
    way.value = 'sms'
    sms.joining.value = true
  }

  const start = (then: string | undefined, join: boolean): void => {
    wayOn.begin(then)
    if (join) joinBySms()
    void consent.policies.run()
    account.comeBack()
  }

  const answerNotice = (yes: boolean): void => {
    const told = sending.notice.value
    sending.notice.value = null
    if (told === 'phone_taken' && yes) joinBySms()
    else wayOn.go()
  }

  const { signing, notice } = sending
  return { ...consent, ...sms, ...account, quick, way, signing, notice, start, answerNotice }
}
