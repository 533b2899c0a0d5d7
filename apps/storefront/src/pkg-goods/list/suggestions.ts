import type { Suggestions } from '@jishi/contracts/shopfront/search.schema'
import { onUnload } from '@dcloudio/uni-app'
import { onUnmounted, shallowRef, type ShallowRef } from 'vue'

const PAUSE_MS = 180

export type Suggestion = Suggestions['items'][number]

export interface Suggesting {
  items: ShallowRef<Suggestion[]>
  /** Called with every change of what is typed. */
  typed(text: string): void
  stop(): void
}

/** Suggestions while somebody types: asked after a short pause, only the newest answer counts, none after leaving. */
export const useSuggestions = (ask: (q: string) => Promise<Suggestions>): Suggesting => {
  const items = shallowRef<Suggestion[]>([])
  let newest = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  const stop = (): void => {
    newest += 1
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const fetch = async (q: string, mine: number): Promise<void> => {
    try {
      const answer = await ask(q)
      if (mine === newest) items.value = answer.items
    } catch {
      if (mine === newest) items.value = []
    }
  }

  const typed = (text: string): void => {
    stop()
    const q = text.trim()
    if (q === '') {
      items.value = []
      return
    }
    const mine = newest
    timer = setTimeout(() => void fetch(q, mine), PAUSE_MS)
  }

  onUnload(stop)
  onUnmounted(stop)
  return { items, typed, stop }
}
