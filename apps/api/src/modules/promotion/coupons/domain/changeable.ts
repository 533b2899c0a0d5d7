/** What of a live template may still be changed, and in which direction. */
interface Promised {
  readonly name: string
  readonly listed: boolean
  readonly total: number
  readonly claimUntilAt: string
}

/**
 * The fields of a form that say something else than what was promised and may not. `claimUntilAt` only moves later, `total` only
 * grows. A stopped template is history: nothing of it changes. Times are compared as ISO text of one spelling.
 */
export const fieldsFixedOnceLive = <Body extends Promised & object>(
  before: Body,
  after: Body,
  state: 'live' | 'stopped',
): string[] => {
  const changed = (Object.keys(before) as (keyof Body & string)[]).filter(
    (field) => !isSame(before[field], after[field]),
  )
  if (state === 'stopped') return changed
  return changed.filter((field) => {
    if (field === 'name' || field === 'listed') return false
    if (field === 'total') return after.total < before.total
    return field !== 'claimUntilAt' || after.claimUntilAt < before.claimUntilAt
  })
}

/** Equal whatever the order of keys: what was kept comes back in an order of the database's own. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  const [left, right] = [Object.entries(one), Object.entries(other)]
  return (
    left.length === right.length && left.every(([key, value]) => isSame(value, (other as Record<string, unknown>)[key]))
  )
}
