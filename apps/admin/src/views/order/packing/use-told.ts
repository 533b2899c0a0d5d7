import { shallowRef } from 'vue'
import { play, type Tune } from '@/composables/tones'

/** What the last scan came to, said large enough to be read from a step away. */
export interface Told {
  readonly good: boolean
  readonly text: string
  /** Counts up, so that the same words said again are said again. */
  readonly turn: number
}
export type Say = (tune: Tune, text: string) => void

export const useTold = () => {
  const told = shallowRef<Told | null>(null)
  const say: Say = (tune, text) => {
    play(tune)
    told.value = { good: tune !== 'wrong', text, turn: (told.value?.turn ?? 0) + 1 }
  }
  return { told, say }
}
