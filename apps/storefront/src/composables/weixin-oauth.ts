import { platform } from '#platform'
import { api } from '@/api'

/** What was going on when the shopper was sent to WeChat, kept for this visit only. */
export interface OauthErrand {
  purpose: 'signIn' | 'pay'
  /** The consent that was given before leaving; signing in after coming back still rests on it. */
  consentVersion: string
  /** Where to go once it is done. */
  then: string
}

interface Kept extends OauthErrand {
  state: string
}

const KEY = 'jishi.oauth'

const kept = (): Kept | null => {
  const text = platform.visit.read(KEY)
  if (text === null) return null
  try {
    return JSON.parse(text) as Kept
  } catch {
    return null
  }
}

/** Sends the shopper to WeChat, which brings them back to `returnPath`. */
export const askWeixin = async (returnPath: string, errand: OauthErrand): Promise<void> => {
  const state = platform.randomHex(16)
  platform.visit.write(KEY, JSON.stringify({ ...errand, state } satisfies Kept))
  platform.leaveFor((await api.identity.weixinOauth({ query: { returnPath, state } })).url)
}

/**
 * The code this page was opened with, when it answers a question this very visit asked for this purpose. A code with
 * another state was put there by somebody else, who wants this shopper in their account.
 */
export const weixinAnswer = (purpose: OauthErrand['purpose']): { code: string; errand: OauthErrand } | null => {
  const answer = platform.takeOauthAnswer()
  const errand = kept()
  if (!answer || !errand) return null
  platform.visit.remove(KEY)
  return errand.state === answer.state && errand.purpose === purpose ? { code: answer.code, errand } : null
}
