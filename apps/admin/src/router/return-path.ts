/** Where to go after signing in: a path of this application or nowhere. Another host can never be named here. */
export const returnPath = (asked: unknown): string => {
  if (typeof asked !== 'string' || !asked.startsWith('/') || /^\/[/\\]/.test(asked)) return '/'
  return asked.startsWith('/sign-in') ? '/' : asked
}
