import type { PrivacyAnswer } from '../types'
import { weixin, type PrivacyResolve } from './wx'

/** The id of the button that WeChat recognises as the person's own agreement. */
export const AGREE_BUTTON = 'privacy-agree'

/** WeChat stops whatever touches personal data until the person has answered; several calls may wait for one answer. */
export const watchPrivacy = (ask: (answer: PrivacyAnswer) => void): void => {
  let waiting: PrivacyResolve[] = []
  const answer: PrivacyAnswer = (agreed) => {
    const answered = waiting
    waiting = []
    for (const resolve of answered) resolve(agreed ? { event: 'agree', buttonId: AGREE_BUTTON } : { event: 'disagree' })
  }
  weixin().onNeedPrivacyAuthorization?.((resolve) => {
    waiting.push(resolve)
    resolve({ event: 'exposureAuthorization' })
    ask(answer)
  })
}
