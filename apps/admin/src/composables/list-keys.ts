export type ListKey = 'search' | 'down' | 'up' | 'open' | 'pick'

/** What of a key press decides its meaning. */
export interface Pressed {
  key: string
  modified: boolean
  /** The press belongs to a field being written in, to a control that answers it itself, or to an open dialog. */
  taken: 'no' | 'control' | 'all'
}

const keys: Record<string, ListKey> = {
  '/': 'search',
  j: 'down',
  J: 'down',
  k: 'up',
  K: 'up',
  Enter: 'open',
  x: 'pick',
  X: 'pick',
}

export const listKey = ({ key, modified, taken }: Pressed): ListKey | undefined => {
  if (modified || taken === 'all') return undefined
  const meaning = keys[key]
  // Enter on a link or a button is that control's own.
  return meaning === 'open' && taken === 'control' ? undefined : meaning
}

/** The row after a step, stopping at both ends; -1 means that none is chosen yet. */
export const stepped = (active: number, step: 1 | -1, count: number): number => {
  if (count === 0) return -1
  if (active < 0) return step === 1 ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, active + step))
}
