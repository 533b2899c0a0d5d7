import { platform } from '#platform'

const KEY = 'jishi.searches'
const KEPT = 10

/** Recent searches stay on the device only. */
export const recentSearches = (): string[] => {
  const kept = platform.read(KEY)
  return Array.isArray(kept) ? kept.filter((text): text is string => typeof text === 'string') : []
}

export const rememberSearch = (text: string): void => {
  platform.write(KEY, [text, ...recentSearches().filter((known) => known !== text)].slice(0, KEPT))
}

export const forgetSearches = (): void => platform.remove(KEY)
