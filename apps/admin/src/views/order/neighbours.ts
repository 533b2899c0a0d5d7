import { shallowRef } from 'vue'

export interface Neighbours {
  previous: string | undefined
  next: string | undefined
  /** From 1, among the rows the list showed. */
  place: number
  total: number
}

/** The rows the list of orders showed last, in its order. They stay known while its orders are worked through. */
const shown = shallowRef<readonly string[]>([])

export const rememberShown = (ids: readonly string[]): void => {
  shown.value = ids
}

/** What stands before and behind an order in the list it was opened from; nothing when it is not from that list. */
export const neighboursOf = (id: string): Neighbours | undefined => {
  const at = shown.value.indexOf(id)
  if (at < 0) return undefined
  return { previous: shown.value[at - 1], next: shown.value[at + 1], place: at + 1, total: shown.value.length }
}
