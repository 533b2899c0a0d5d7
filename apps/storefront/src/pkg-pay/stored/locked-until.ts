import { lockedWords } from './refused'
import { stored } from './stored-api'

/** The last wrong password locks, but only the balance says until when; `words` where even that cannot be asked. */
export const lockedUntil = async (words: string): Promise<string> => {
  const until = (await stored.balance().catch(() => null))?.pinLockedUntil
  return until ? lockedWords(until) : words
}
