import { ref, type Ref } from 'vue'
import { platform } from '#platform'
import { api } from '@/api'
import { useSession } from '@/stores/session'

const KEY = 'jishi.searches'
const KEPT = 10

export interface Searches {
  recent: Ref<string[]>
  load(): Promise<void>
  remember(words: string): Promise<void>
  forget(): Promise<void>
}

const onDevice = (): string[] => {
  const kept = platform.read(KEY)
  return Array.isArray(kept) ? kept.filter((text): text is string => typeof text === 'string') : []
}

/** What somebody searched for lately: on the device until they sign in, with their account afterwards. */
export const useSearches = (): Searches => {
  const session = useSession()
  const recent = ref<string[]>(session.signedIn ? [] : onDevice())

  const load = async (): Promise<void> => {
    if (!session.signedIn) {
      recent.value = onDevice()
      return
    }
    try {
      recent.value = (await api.search.history()).items.map(({ words }) => words).slice(0, KEPT)
    } catch {
      // Searching works without what was searched before.
    }
  }

  const remember = async (words: string): Promise<void> => {
    recent.value = [words, ...recent.value.filter((known) => known !== words)].slice(0, KEPT)
    if (!session.signedIn) {
      platform.write(KEY, [words, ...onDevice().filter((known) => known !== words)].slice(0, KEPT))
      return
    }
    await api.search.remember({ body: { words } }).catch(() => undefined)
  }

  const forget = async (): Promise<void> => {
    recent.value = []
    platform.remove(KEY)
    if (session.signedIn) await api.search.forget().catch(() => load())
  }

  return { recent, load, remember, forget }
}
