/**
 * Rewrites the query of the address that is open, without a step in the history. The router writes the address it knows
 * back before it goes on, so what it knows is rewritten as well.
 */
export const keepQuery = (query: Readonly<Record<string, string>>): void => {
  const text = new URLSearchParams(query).toString()
  const path = window.location.pathname + (text === '' ? '' : `?${text}`)
  const state: unknown = window.history.state
  const known = typeof state === 'object' && state !== null ? { ...state, current: path } : state
  window.history.replaceState(known, '', path)
}
