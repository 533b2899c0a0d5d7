import { shallowRef, watch, type ShallowRef } from 'vue'

/** What the freight was at the address before, and what it is now. */
export interface FreightMove {
  oldFen: number
  nowFen: number
}

/** Where the goods go; the freight is null where nothing can be sent. */
export interface Sent {
  addressId: string | null
  freightFen: number | null
}

const moveBetween = (before: Sent, now: Sent): FreightMove | null => {
  if (before.freightFen === null || now.freightFen === null || before.freightFen === now.freightFen) return null
  return { oldFen: before.freightFen, nowFen: now.freightFen }
}

/**
 * Tells that another address costs another freight, so that nobody has to find it in the receipt. It stays until the next
 * address is picked, or until something else moves the freight and the words are true no more.
 */
export const useFreightMove = (sent: () => Sent): ShallowRef<FreightMove | null> => {
  const move = shallowRef<FreightMove | null>(null)
  watch(sent, (now, before) => {
    if (now.addressId !== before.addressId) move.value = moveBetween(before, now)
    else if (now.freightFen !== before.freightFen) move.value = null
  })
  return move
}
