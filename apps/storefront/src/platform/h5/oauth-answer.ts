import type { OauthAnswer } from '../types'

const split = (search: string): string[] => search.replace(/^\?/, '').split('&').filter(Boolean)
const nameOf = (pair: string): string => pair.split('=')[0] ?? ''
const valueOf = (pairs: readonly string[], name: string): string =>
  decodeURIComponent(pairs.find((pair) => nameOf(pair) === name)?.slice(name.length + 1) ?? '')

/** Splits an address into the answer it carries and what is left of it; null when it carries none. */
export const answerIn = (search: string): { answer: OauthAnswer; rest: string } | null => {
  const pairs = split(search)
  const code = valueOf(pairs, 'code')
  const state = valueOf(pairs, 'state')
  if (code === '' || state === '') return null
  const kept = pairs.filter((pair) => nameOf(pair) !== 'code' && nameOf(pair) !== 'state')
  return { answer: { code, state }, rest: kept.length > 0 ? `?${kept.join('&')}` : '' }
}

let held: OauthAnswer | null = null

/** Before the router reads the address: a code is worth a sign-in, so it must not stay in the history or be shared. */
export const holdAnswer = (): void => {
  const found = answerIn(window.location.search)
  if (!found) return
  held = found.answer
  window.history.replaceState(null, '', window.location.pathname + found.rest + window.location.hash)
}

export const takeOauthAnswer = (): OauthAnswer | null => {
  const answer = held
  held = null
  return answer
}
