import { onUnmounted, shallowRef, type ShallowRef } from 'vue'
import type { DeviceLine } from '@/stores/cart-device'

const UNDO_MS = 5000

export interface Undoable {
  words: string
  line: DeviceLine
}

export interface Undo {
  undoable: ShallowRef<Undoable | null>
  offer(next: Undoable): void
  /** What to put back; the offer ends with it. */
  takeBack(): Undoable | null
}

/** The way back from a removal, open for a few seconds. */
export const useUndo = (): Undo => {
  const undoable = shallowRef<Undoable | null>(null)
  let timer: ReturnType<typeof setTimeout> | null = null

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const offer = (next: Undoable): void => {
    stop()
    undoable.value = next
    timer = setTimeout(() => (undoable.value = null), UNDO_MS)
  }

  const takeBack = (): Undoable | null => {
    stop()
    const back = undoable.value
    undoable.value = null
    return back
  }

  onUnmounted(stop)
  return { undoable, offer, takeBack }
}
