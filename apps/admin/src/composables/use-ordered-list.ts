import { shallowRef } from 'vue'
import { moved } from '@/components/moved'

interface Placed {
  readonly id: string
}

/** Before which one it stands when it is put to a place; null: at the end. */
export const beforeAt = (rows: readonly Placed[], from: number, to: number): string | null =>
  moved(rows, from, to)[to + 1]?.id ?? null

/** Rows whose order is theirs to keep: by dragging, or one step with the arrows. `place` tells the server. */
export const useOrderedList = <Row extends Placed>(
  rows: () => readonly Row[],
  place: (row: Row, beforeId: string | null) => Promise<unknown>,
) => {
  const held = shallowRef(-1)
  const put = (from: number, to: number): void => {
    const row = rows()[from]
    if (row === undefined || from === to || to < 0 || to >= rows().length) return
    void place(row, beforeAt(rows(), from, to))
  }
  const landed = (to: number): void => {
    put(held.value, to)
    held.value = -1
  }
  return { held, put, landed }
}
