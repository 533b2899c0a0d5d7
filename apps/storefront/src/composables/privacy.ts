import { shallowRef } from 'vue'
import { platform } from '#platform'
import type { PrivacyAnswer } from '@/platform/types'

const KEY = 'jishi.privacy'

/** The question that is open now; the popup shows it on whatever page is in front. */
export const privacyQuestion = shallowRef<PrivacyAnswer | null>(null)

const ask = (answer: PrivacyAnswer): void => {
  privacyQuestion.value = answer
}

/**
 * Says at the first start what is kept about a person, and again whenever the platform wants their word. Whoever says
 * no goes on browsing: nothing personal is touched before they sign in, and there they are asked anew.
 */
export const watchPrivacy = (): void => {
  platform.watchPrivacy(ask)
  // An empty storage answers with '' on some platforms and with nothing on others.
  if (platform.privacyFirst && !platform.read(KEY)) ask(() => undefined)
}

export const answerPrivacy = (agreed: boolean): void => {
  const answer = privacyQuestion.value
  privacyQuestion.value = null
  platform.write(KEY, agreed ? 'agreed' : 'later')
  answer?.(agreed)
}
