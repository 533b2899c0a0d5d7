import { newActionKey } from '@/api'

/** The same words are sent under the same key, so that trying again after a lost answer never does a thing twice. */
export const useActionKey = (): ((words: unknown) => string) => {
  let key = ''
  let last = ''
  return (words) => {
    const now = JSON.stringify(words)
    if (now !== last) key = newActionKey()
    last = now
    return key
  }
}
