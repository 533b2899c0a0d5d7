/** 132 against 100 → '+32%'; nothing to be compared with says nothing. */
export const changeText = (now: number, before: number): string | undefined => {
  if (before === 0) return undefined
  const percent = Math.round(((now - before) * 100) / before)
  if (percent === 0) return '±0%'
  return percent > 0 ? `+${percent}%` : `−${-percent}%`
}
