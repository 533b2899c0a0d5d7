/** Tenths of a star as people read them; nothing is said while nobody has written. */
export const scoreText = (tenths: number | null): string =>
  tenths === null ? '' : `${Math.floor(tenths / 10)}.${tenths % 10}`
