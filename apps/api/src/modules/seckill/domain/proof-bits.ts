/** How pressed the process is: the share of its queue that is taken, and whether its loop is late. */
export interface Pressure {
  readonly waiting: number
  readonly room: number
  readonly late: boolean
}

/** Steps of the queue's fill and the work they ask for: about 16 000, 260 000 and 1 000 000 digests. */
const STEPS: readonly (readonly [share: number, bits: number])[] = [
  [0.75, 20],
  [0.5, 18],
  [0.25, 14],
]
const LATE_BITS = 14

/** Leading zero bits that a ticket asks for now: what the operator set, or what load asks for, whichever is more. */
export const proofBits = (asked: number, { waiting, room, late }: Pressure): number => {
  const byFill = STEPS.find(([share]) => waiting >= room * share)?.[1] ?? 0
  return Math.max(asked, byFill, late ? LATE_BITS : 0)
}

/** Zero bits at the beginning of a digest. */
export const leadingZeroBits = (digest: Uint8Array): number => {
  let bits = 0
  for (const byte of digest) {
    if (byte === 0) {
      bits += 8
      continue
    }
    return bits + Math.clz32(byte) - 24
  }
  return bits
}
