/** How far a row is pulled to show its action: as wide as the action. */
const WIDE_PX = 84
// A short pull in the right direction is meant; nobody has to go all the way.
const MEANT_PX = 28

export const openLeft = (open: boolean): number => (open ? -WIDE_PX : 0)

/** Where a row comes to rest that lay at `from` and was let go at `at`: open or shut. */
export const settle = (from: number, at: number): boolean => {
  const pulled = at - from
  if (Math.abs(pulled) < MEANT_PX) return from < 0
  return pulled < 0
}
