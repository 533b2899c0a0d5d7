import type { BindPhoneBody } from '@jishi/contracts/identity/identity.schema'
import { ref } from 'vue'
import { platform } from '#platform'
import { api, codeOf, newActionKey } from '@/api'
import { toastDone } from '@/composables/toast'
import { t } from '../words/copy'
import type { PhoneProof } from '@/platform/types'
import { useSession } from '@/stores/session'
import { useConsent, usePhoneForm } from '../parts/phone-form'

/** Proves a phone for the member who is signed in, by a message or by the platform's own button. */
export const useBindPhone = () => {
  const session = useSession()
  const consent = useConsent()
  const form = usePhoneForm('bind_phone', consent)
  const binding = ref(false)
  /** The phone opens another account; only a message signs in to that one. */
  const taken = ref(false)

  const bind = async (body: BindPhoneBody): Promise<void> => {
    if (binding.value) return
    binding.value = true
    try {
      session.noteMember(await api.identity.bindPhone({ body, idempotencyKey: newActionKey() }))
      toastDone(t('bind.done'))
      platform.back()
    } catch (error) {
      if (codeOf(error) === 'PHONE_TAKEN') taken.value = true
      else consent.refused(error)
    } finally {
      binding.value = false
    }
  }

  const submit = async (): Promise<void> => {
    if (!form.ready()) return
    await bind({
      method: 'sms',
      phone: form.phone.value,
      code: form.code.value,
      consentVersion: consent.version(),
    })
  }

  const byPlatform = async (proof: PhoneProof | null): Promise<void> => {
    if (proof && consent.consented()) await bind({ ...proof, consentVersion: consent.version() })
  }

  return { ...consent, ...form, binding, taken, submit, byPlatform }
}
